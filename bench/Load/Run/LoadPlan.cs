using OrleansRegistration.Bench.Measure;

namespace OrleansRegistration.Bench.Run;

/// <summary>One load on one service.</summary>
internal sealed record LoadPlan
{
    /// <summary>The service's root; loopback only.</summary>
    public required Uri Url { get; init; }

    /// <summary>Whose figures these are, in tables.</summary>
    public string Label { get; init; } = "service";

    public LoadMode Mode { get; init; } = LoadMode.Spread;

    /// <summary>Measured requests; in a race, names.</summary>
    public int Count { get; init; } = 2000;

    /// <summary>Closed loop: clients, each of which waits for its reply before it sends again.</summary>
    public int Clients { get; init; } = 64;

    /// <summary>Closed loop: how long a client waits after a refusal.</summary>
    public TimeSpan Pause { get; init; }

    /// <summary>More is sent than the service can do, so that 503 is no broken promise; always so in an open loop.</summary>
    public bool IsFlood { get; init; }

    /// <summary>Open loop when above 0: requests a second, sent when they are due whatever the replies do.</summary>
    public double Rate { get; init; }

    /// <summary>Open loop: the most requests under way; more wait, and their waiting counts.</summary>
    public int InFlight { get; init; } = 1024;

    public RaceField Race { get; init; } = RaceField.Username;

    /// <summary>Clients that want each raced name.</summary>
    public int Racers { get; init; } = 8;

    /// <summary>Accounts whose codes are used; none of them is counted.</summary>
    public int Inviters { get; init; } = 1000;

    /// <summary>Accounts that log in.</summary>
    public int Users { get; init; } = 32;

    /// <summary>Requests of the same kind before the measured ones.</summary>
    public int Warmup { get; init; } = 300;

    /// <summary>After this no request is sent; replies are awaited for half a minute more.</summary>
    public TimeSpan Bound { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>Processes to account for.</summary>
    public IReadOnlyList<Watched> Watch { get; init; } = [];
}
