using OrleansRegistration.Purchases;

namespace OrleansRegistration.Users;

/// <summary>An entry of an account that may still be pending in the row of its purchase.</summary>
/// <param name="Purchase">The key of the purchase's grain.</param>
internal sealed record UnconfirmedEntry(string Purchase, LedgerEntry Entry);
