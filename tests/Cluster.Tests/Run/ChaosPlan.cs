namespace OrleansRegistration.Tests;

/// <summary>What a run does.</summary>
/// <param name="Seed">Decides faults, their order and length, and what clients do.</param>
/// <param name="Faults">It goes on until there were so many faults: each kind once, then by weight.</param>
/// <param name="SignUps">And so many sign-ups were acknowledged.</param>
/// <param name="AtLeast">And so much time has passed.</param>
/// <param name="AtMost">No fault is injected after this.</param>
/// <param name="Clients">How many clients there are.</param>
/// <param name="Pause">The longest pause of a client between two operations.</param>
/// <param name="DiskBytes">The size of the database's disk.</param>
internal sealed record ChaosPlan(
    ulong Seed,
    int Faults,
    int SignUps,
    TimeSpan AtLeast,
    TimeSpan AtMost,
    int Clients,
    TimeSpan Pause,
    long DiskBytes
)
{
    public const int Nodes = 3;

    /// <summary>Whether there is time to repeat what did not show what it is there for.</summary>
    public bool IsLong => Faults > 0;
}
