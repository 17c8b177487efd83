namespace OrleansRegistration.Storage;

/// <summary>What a grain asked of storage.</summary>
public enum StorageOperation
{
    /// <summary>A read.</summary>
    Read,

    /// <summary>A write.</summary>
    Write,

    /// <summary>A clear.</summary>
    Clear,
}

/// <summary>How a call went.</summary>
public enum StorageOutcome
{
    /// <summary>Under way, or held.</summary>
    Pending,

    /// <summary>Done, and the caller knows.</summary>
    Done,

    /// <summary>Refused because the row had another version.</summary>
    Conflict,

    /// <summary>Not done; the caller got an exception.</summary>
    Failed,

    /// <summary>Done, but the caller got an exception.</summary>
    ReplyLost,

    /// <summary>Not done yet; the caller has got an exception already.</summary>
    Late,
}

/// <summary>One call in the log of <see cref="StorageFaults"/>.</summary>
/// <param name="Number">From 1, in the order in which calls arrived, over all silos.</param>
/// <param name="ETag">What the caller brought: the version it had read, or <c>null</c>.</param>
public sealed record StorageCall(
    int Number,
    StorageOperation Operation,
    string GrainType,
    GrainId GrainId,
    string? ETag
)
{
    private volatile StorageOutcome _outcome = StorageOutcome.Pending;

    /// <summary>How it went so far.</summary>
    public StorageOutcome Outcome
    {
        get => _outcome;
        internal set => _outcome = value;
    }
}
