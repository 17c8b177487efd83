namespace OrleansRegistration.Bench.Targets;

/// <summary>The database of a service, read from outside.</summary>
internal interface IAccountStore
{
    /// <summary>Whether the service counts redemptions after its reply, so that a check must wait.</summary>
    bool CountsAfterReply { get; }

    /// <summary>Counts accounts and redemptions, and the redemptions of one inviter if one is given.</summary>
    Task<AccountCounts> CountAsync((string Username, string Code)? inviter, CancellationToken cancellationToken);

    /// <summary>Updates the statistics of the database, which it would update later by itself.</summary>
    Task AnalyzeAsync(CancellationToken cancellationToken);
}
