using OrleansRegistration.Purchases;

namespace OrleansRegistration.Users;

/// <summary>What a user's grain says of an entry that its account should contain.</summary>
/// <param name="Entry">The entry, if the account contains it.</param>
[GenerateSerializer, Immutable, Alias("applied-entry")]
public sealed record AppliedEntry([property: Id(0)] EntryOutcome Outcome, [property: Id(1)] LedgerEntry? Entry = null);

/// <summary>Whether an account contains an entry.</summary>
[GenerateSerializer, Alias("entry-outcome")]
public enum EntryOutcome
{
    /// <summary>The account contains the entry, once.</summary>
    Applied,

    /// <summary>The account has ended without the entry. It never contains it.</summary>
    Ended,

    /// <summary>The row of the purchase does not say that this entry is pending. It must be read again.</summary>
    NotPending,

    /// <summary>The account may or may not contain the entry. A repeat tells.</summary>
    Unknown,
}
