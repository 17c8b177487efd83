using OrleansRegistration.Users;

namespace OrleansRegistration.People;

/// <summary>Which accounts to list.</summary>
/// <param name="Search">
/// The begin of a username, a nickname or an e-mail address, or a whole code or id; <c>null</c> for all accounts. The
/// list is then in the order of what was found, and the other members but limit and cursor must be <c>null</c>.
/// </param>
/// <param name="Field">Where to search; <c>null</c> for everywhere.</param>
/// <param name="Exact">Whether the search must be the whole name.</param>
/// <param name="State">Only accounts in this state.</param>
/// <param name="Level">Only accounts of this level, 1 or above.</param>
/// <param name="Code">Only accounts that signed up with this code.</param>
/// <param name="Inviter">Only accounts directly below this one.</param>
/// <param name="From">Only accounts that joined at this time or later.</param>
/// <param name="To">Only accounts that joined before this time.</param>
/// <param name="OldestFirst">Whether the oldest come first.</param>
/// <param name="Cursor">Where the last page ended; <c>null</c> for the first page.</param>
/// <param name="Limit">The most accounts of a page.</param>
[GenerateSerializer, Immutable, Alias("people-query")]
public sealed record PeopleQuery(
    [property: Id(0)] string? Search = null,
    [property: Id(1)] PeopleField? Field = null,
    [property: Id(2)] bool Exact = false,
    [property: Id(3)] PersonState? State = null,
    [property: Id(4)] int? Level = null,
    [property: Id(5)] string? Code = null,
    [property: Id(6)] UserId? Inviter = null,
    [property: Id(7)] DateTimeOffset? From = null,
    [property: Id(8)] DateTimeOffset? To = null,
    [property: Id(9)] bool OldestFirst = false,
    [property: Id(10)] string? Cursor = null,
    [property: Id(11)] int Limit = PeopleQuery.DefaultLimit
)
{
    /// <summary>The most accounts of a page.</summary>
    public const int MaxLimit = 200;

    /// <summary>How many accounts a page has by default.</summary>
    public const int DefaultLimit = 50;

    /// <summary>The most characters of a search.</summary>
    public const int MaxSearch = 254;
}

/// <summary>What to search.</summary>
[GenerateSerializer, Alias("people-field")]
public enum PeopleField
{
    /// <summary>The username.</summary>
    Username,

    /// <summary>The nickname.</summary>
    Nickname,

    /// <summary>The e-mail address.</summary>
    Email,

    /// <summary>A code of the account itself, as a whole.</summary>
    Code,

    /// <summary>The id, as a whole.</summary>
    Id,
}

/// <summary>What an account is.</summary>
[GenerateSerializer, Alias("person-state")]
public enum PersonState
{
    /// <summary>Activated, and neither ended nor disabled.</summary>
    Active,

    /// <summary>Not activated yet, and neither ended nor disabled.</summary>
    Inactive,

    /// <summary>Disabled by an operator.</summary>
    Disabled,

    /// <summary>Frozen by an operator.</summary>
    Frozen,

    /// <summary>Ended.</summary>
    Ended,

    /// <summary>An administrator's.</summary>
    Admin,

    /// <summary>The root of a subtree that operators froze.</summary>
    Quarantined,
}
