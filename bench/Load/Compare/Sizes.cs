namespace OrleansRegistration.Bench.Compare;

/// <summary>How many requests each part of a comparison sends.</summary>
/// <param name="divisor">1, or more for a shorter and less exact comparison.</param>
internal sealed class Sizes(int divisor)
{
    /// <summary>Requests a second of an open loop.</summary>
    public const int OpenRate = 300;

    /// <summary>Requests a second of an open loop with the default hash.</summary>
    public const int DefaultHashOpenRate = 100;

    // A shorter run shows the start-up only.
    private const int Fewest = 40;
    private const int FewestWarm = 16;

    /// <summary>Sign-ups before the first run. .NET gets faster for its first 20,000.</summary>
    public int Warm(bool slow) => Of(slow ? 600 : 20_000);

    public int Spread(bool slow) => Of(slow ? 600 : 10_000);

    public int Hot(bool slow) => Of(slow ? 600 : 6_000);

    /// <summary>Names in a race, with eight clients each.</summary>
    public int RacedNames(bool slow) => Of(slow ? 60 : 600);

    public int LogIns => Of(8_000);

    /// <summary>Accounts that log in: each has a few sessions, not the 20 that it can have.</summary>
    public int Users => Of(4_000);

    /// <summary>Log-ins before each run, as many as sign-ups before theirs.</summary>
    public int WarmLogIns => Warm(slow: false);

    /// <summary>Mails that wait while our service is measured.</summary>
    public int WaitingMails => Of(100_000);

    /// <summary>Accounts of our large store.</summary>
    public int LargeStore => Of(1_000_000);

    /// <summary>Requests of an open loop at <see cref="OpenRate"/>.</summary>
    public int Open => Of(4_500);

    /// <summary>Sign-ups, and log-ins, with the default hash of each service.</summary>
    public int DefaultHash(bool rival) => Of(rival ? 200 : 2_000);

    /// <summary>Requests of an open loop at <see cref="DefaultHashOpenRate"/>.</summary>
    public int DefaultHashOpen => Of(2_000);

    /// <summary>
    /// Sign-ups before the first run with a default hash. A rival makes few a second, and its hash is nearly all of
    /// its work.
    /// </summary>
    public int DefaultHashWarm(bool rival, bool slow) =>
        Of(
            slow ? 64
            : rival ? 600
            : 20_000
        );

    /// <summary>Requests of the same kind just before a run with a default hash.</summary>
    public int DefaultHashWarmBefore => Math.Max(FewestWarm, 64 / divisor);

    /// <summary>Sign-ups before memory is measured.</summary>
    public int Memory => Of(100_000);

    /// <summary>Seconds that a flood lasts.</summary>
    public int OverloadSeconds => divisor == 1 ? 10 : 5;

    /// <summary>Sign-ups before the first flood.</summary>
    public int FloodWarm(bool cheap) => Of(cheap ? 20_000 : 5_000);

    /// <summary>Sign-ups that find the peak rate before a flood.</summary>
    public int Peak(bool cheap) => Of(cheap ? 8_000 : 1_000);

    /// <summary>Seconds for each hash function, and for each script of the database floor.</summary>
    public int FloorSeconds => divisor == 1 ? 3 : 1;

    /// <summary>Accounts whose codes are redeemed.</summary>
    public int Inviters(bool cheap) => Math.Max(FewestWarm, (cheap ? 1_000 : 100) / divisor);

    /// <summary>Requests of the same kind just before a run.</summary>
    public static int WarmBefore(int count) => Math.Max(FewestWarm, count / 10);

    private int Of(int count) => Math.Max(Fewest, count / divisor);
}
