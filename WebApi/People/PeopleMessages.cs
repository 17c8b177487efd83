using System.ComponentModel;

namespace OrleansRegistration.People;

/// <summary>An account in a list of operators.</summary>
internal sealed record PersonResponse(
    [property: Description("The account's id.")] string Id,
    [property: Description("`active`, `inactive`, `disabled` or `ended`.")] string State,
    [property: Description("Whether an operator froze the account: its codes are refused.")] bool Frozen,
    [property: Description("`user` or `admin`.")] string Role,
    [property: Description("The username, or `null` if the account has ended.")] string? Username,
    [property: Description("The nickname, or `null` if the account has ended.")] string? Nickname,
    [property: Description("The e-mail address, or `null` if the account has ended.")] string? Email,
    [property: Description("When the account was created.")] DateTime DateJoined,
    [property: Description("When the account was activated, or `null`.")] DateTime? DateActivated,
    [property: Description("When the account ended, or `null`.")] DateTime? DateEnded,
    [property: Description("The user level, from 0 to 5.")] int UserLevel,
    [property: Description("The total spent, with two decimals.")] string UserConsumption,
    [property: Description("How far the activation mail is: `pending`, `sent` or `failed`, or `null` for none.")]
        string? Mail,
    [property: Description("The account's own current invitation code.")] string InvitationCode,
    [property: Description("The code that the account signed up with, or `null`.")] string? InviterCode,
    [property: Description("The id of the account above this one, or `null`.")] string? InviterId,
    [property: Description("How many accounts are directly below this one.")] long Invited,
    [property: Description("How many accounts are below this one, at any depth.")] long Subtree
);

/// <summary>A page of accounts.</summary>
internal sealed record PeopleResponse(
    [property: Description("Accounts. May be fewer than `limit`, even none, although more pages follow.")]
        IReadOnlyList<PersonResponse> Items,
    [property: Description("The `cursor` of the next page, or `null` on the last page.")] string? NextCursor
);

/// <summary>An account and those above it.</summary>
internal sealed record InvitersResponse(
    [property: Description("First the account, then its inviter and so on.")] IReadOnlyList<PersonResponse> Items,
    [property: Description("Whether there are more above the last.")] bool HasMore
);
