namespace OrleansRegistration.Tests;

/// <summary>A fault of a run. Times are those of the history.</summary>
internal sealed class FaultWindow(string name)
{
    public string Name => name;

    /// <summary>When the fault before this one was over.</summary>
    public required long Calm { get; init; }

    public required long Injected { get; init; }

    public long Healed { get; set; }

    /// <summary>When each node had answered after the fault was healed.</summary>
    public long Answered { get; set; }

    /// <summary>Operations that were under way.</summary>
    public required int UnderWay { get; init; }

    /// <summary>When a try last failed before all nodes answered; 0 for never.</summary>
    public long LastFailure { get; set; }

    /// <summary>Writes of a node that woke up which storage refused, because other activations had written.</summary>
    public int Overlaps { get; set; }

    /// <summary>How often a node ended by itself.</summary>
    public int Deaths { get; set; }
}
