namespace OrleansRegistration.Webhooks;

/// <summary>When the tries of a delivery are due: as Standard Webhooks 1.0.0 recommends, within 75 hours.</summary>
internal static class DeliverySchedule
{
    // The share of a wait that chance may add, so that many deliveries do not come back at the same moment.
    private const double MaxJitter = 0.2;

    /// <summary>The longest wait that a receiver can ask for with <c>Retry-After</c>.</summary>
    public static readonly TimeSpan MaxRetryAfter = TimeSpan.FromHours(24);

    // Before the second try, the third one and so on. The first one is due at once.
    private static readonly TimeSpan[] Waits =
    [
        TimeSpan.FromSeconds(5),
        TimeSpan.FromMinutes(5),
        TimeSpan.FromMinutes(30),
        TimeSpan.FromHours(2),
        TimeSpan.FromHours(5),
        TimeSpan.FromHours(10),
        TimeSpan.FromHours(14),
        TimeSpan.FromHours(20),
        TimeSpan.FromHours(24),
    ];

    /// <summary>The number of tries.</summary>
    public static int MaxTries => Waits.Length + 1;

    /// <summary>How long to wait after a failed try; <c>null</c> after the last one.</summary>
    /// <param name="tries">The number of tries so far, from 1.</param>
    /// <param name="asked">The least wait that the receiver asked for.</param>
    /// <param name="chance">From 0 to 1.</param>
    public static TimeSpan? WaitAfter(int tries, TimeSpan? asked, double chance)
    {
        if (tries >= MaxTries)
        {
            return null;
        }

        var wait = Waits[tries - 1] * (1 + (MaxJitter * chance));
        var least = asked is { } wish && wish < MaxRetryAfter ? wish : MaxRetryAfter;
        return asked is null || wait >= least ? wait : least;
    }
}
