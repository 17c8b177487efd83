namespace OrleansRegistration.Bench.Targets;

/// <summary>What a database holds.</summary>
/// <param name="Redemptions">The sum of all inviters' counts.</param>
/// <param name="RedemptionsOfHotCode">The count of one inviter; 0 when none was asked for.</param>
internal sealed record AccountCounts(long Accounts, long Redemptions, long RedemptionsOfHotCode);
