using OrleansRegistration.Bench.Measure;

namespace OrleansRegistration.Bench.Run;

/// <summary>The settings of one run against one service.</summary>
internal sealed record LoadPlan
{
    /// <summary>The roots of the nodes of the service, which take turns; loopback addresses.</summary>
    public IReadOnlyList<Uri> Urls { get; init; } = [new("http://127.0.0.1:8000")];

    /// <summary>The name of the service in tables.</summary>
    public string Label { get; init; } = "service";

    public LoadMode Mode { get; init; } = LoadMode.Spread;

    /// <summary>The number of measured requests; in a race, of names.</summary>
    public int Count { get; init; } = 2000;

    /// <summary>Closed loop: the number of clients. Each waits for its reply before it sends again.</summary>
    public int Clients { get; init; } = 64;

    /// <summary>Closed loop: the time that a client waits after a refusal.</summary>
    public TimeSpan Pause { get; init; }

    /// <summary>Whether 503 is an expected answer, as in an open loop.</summary>
    public bool IsFlood { get; init; }

    /// <summary>Open loop if above 0: requests a second, each sent when it is due.</summary>
    public double Rate { get; init; }

    /// <summary>Open loop: the most requests at once. Further requests wait, and latency includes the wait.</summary>
    public int InFlight { get; init; } = 1024;

    public RaceField Race { get; init; } = RaceField.Username;

    /// <summary>The number of clients that race for each name.</summary>
    public int Racers { get; init; } = 8;

    /// <summary>The number of accounts whose codes are redeemed. They are not counted.</summary>
    public int Inviters { get; init; } = 1000;

    /// <summary>
    /// The number of accounts that log in, in turn. Few accounts would have as many sessions as an account can have,
    /// and real users have few.
    /// </summary>
    public int Users { get; init; } = 1000;

    /// <summary>The number of requests of the same kind before the measured ones.</summary>
    public int Warmup { get; init; } = 300;

    /// <summary>No request is sent after this time. The run waits half a minute more for replies.</summary>
    public TimeSpan Bound { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>The processes whose CPU and memory are measured.</summary>
    public IReadOnlyList<Watched> Watch { get; init; } = [];
}
