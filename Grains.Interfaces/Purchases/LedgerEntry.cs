namespace OrleansRegistration.Purchases;

/// <summary>
/// A purchase or a refund that an account's consumption contains. Stored in rows: members may only be added.
/// </summary>
/// <param name="Id">The id of the act that recorded the entry in the account.</param>
/// <param name="RefundId">The id that the service chose for a refund; <c>null</c> for a purchase.</param>
/// <param name="Amount">Above 0, also for a refund.</param>
/// <param name="At">When the entry was recorded, by the clock of the node that did it.</param>
/// <param name="Consumption">The account's consumption after the entry.</param>
/// <param name="LevelBefore">The account's level before the entry.</param>
/// <param name="Level">The account's level after the entry.</param>
[GenerateSerializer, Immutable, Alias("ledger-entry")]
public sealed record LedgerEntry(
    [property: Id(0)] Guid Id,
    [property: Id(1)] string? RefundId,
    [property: Id(2)] decimal Amount,
    [property: Id(3)] DateTimeOffset At,
    [property: Id(4)] decimal Consumption,
    [property: Id(5)] int LevelBefore,
    [property: Id(6)] int Level
);
