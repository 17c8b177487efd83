namespace OrleansRegistration.Bench.Targets;

/// <summary>A service's database, looked at from outside.</summary>
internal interface IAccountStore
{
    /// <summary>Whether uses of codes are counted after the reply, and a check must wait for them.</summary>
    bool CountsAfterReply { get; }

    /// <summary>Counts what is stored now, and the uses of one inviter's code, if one is given.</summary>
    Task<AccountCounts> CountAsync((string Username, string Code)? inviter, CancellationToken cancellationToken);

    /// <summary>Lets the database learn what its tables hold, as it would in its own time.</summary>
    Task AnalyzeAsync(CancellationToken cancellationToken);
}
