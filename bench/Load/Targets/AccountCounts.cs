namespace OrleansRegistration.Bench.Targets;

/// <summary>The counts of a database.</summary>
/// <param name="Redemptions">The redemptions of all codes.</param>
/// <param name="RedemptionsOfHotCode">The redemptions of one code; 0 if no inviter was given.</param>
internal sealed record AccountCounts(long Accounts, long Redemptions, long RedemptionsOfHotCode);
