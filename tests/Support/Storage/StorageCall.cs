namespace OrleansRegistration.Storage;

/// <summary>What a grain asks of storage.</summary>
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
    /// <summary>The call is under way or held.</summary>
    Pending,

    /// <summary>The call is done, and the caller knows it.</summary>
    Done,

    /// <summary>The call was refused because the row had another version.</summary>
    Conflict,

    /// <summary>The call was not done, and the caller got an exception.</summary>
    Failed,

    /// <summary>The call was done, but the caller got an exception.</summary>
    ReplyLost,

    /// <summary>The call is not done yet, but the caller got an exception.</summary>
    Late,
}

/// <summary>One call in the log of <see cref="StorageFaults"/>.</summary>
/// <param name="Number">The calls of all silos are numbered from 1 in the order of arrival.</param>
/// <param name="ETag">The version that the caller had read, or <c>null</c>.</param>
public sealed record StorageCall(
    int Number,
    StorageOperation Operation,
    string GrainType,
    GrainId GrainId,
    string? ETag
)
{
    private volatile StorageOutcome _outcome = StorageOutcome.Pending;

    /// <summary>How the call went so far.</summary>
    public StorageOutcome Outcome
    {
        get => _outcome;
        internal set => _outcome = value;
    }
}
