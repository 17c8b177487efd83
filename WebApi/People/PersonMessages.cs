using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using OrleansRegistration.Json;
using OrleansRegistration.Mail;
using OrleansRegistration.Operators;
using OrleansRegistration.Users;

namespace OrleansRegistration.People;

/// <summary>A code of an account.</summary>
internal sealed record PersonCodeResponse(
    [property: Description("The invitation code.")] string Code,
    [property: Description("How many accounts signed up with the code.")] long Registered,
    [property: Description("How many of these accounts were activated.")] long Activated,
    [property: Description("How many redemptions are not settled yet.")] int Pending
);

/// <summary>How far a mail is.</summary>
internal sealed record PersonMailResponse(
    [property:
        AllowedValues(MailNames.Pending, MailNames.Sent, MailNames.Failed),
        Description("The state of the mail.")
    ]
        string State,
    [property: Description("Why the last try to send the mail failed, as in `mail_failure` of `GET /api/me/`.")]
        string? Failure,
    [property: Description("Since when the mail has been in this state.")] DateTime Since
);

/// <summary>An account, as an operator may see it.</summary>
internal sealed record PersonAccountResponse(
    [property: Format("uuid"), Description("The account's id.")] string Id,
    [property:
        AllowedValues(
            PersonNames.Active,
            PersonNames.Inactive,
            PersonNames.Lapsed,
            PersonNames.Disabled,
            PersonNames.Ended
        ),
        Description("The state of the account. `lapsed`: it was not activated in time.")
    ]
        string State,
    [property: Description("Whether the account was ever activated.")] bool IsActive,
    [property: Description("The username, or `null` if the account has ended.")] string? Username,
    [property: Description("The nickname, or `null` if the account has ended.")] string? Nickname,
    [property: Description("The e-mail address, or `null` if the account has ended.")] string? Email,
    [property: AllowedValues(RoleNames.User, RoleNames.Admin), Description("The role of the account's owner.")]
        string Role,
    [property: Range(0, 5), Description("The account's level.")] int UserLevel,
    [property: RegularExpression(MeResponse.Money), Description("The total spending.")] string UserConsumption,
    [property: Description("When the account was created.")] DateTime DateJoined,
    [property: Description("When the account was activated, or `null` if it was not or nobody knows.")]
        DateTime? ActivatedAt,
    [property: Description("When the account ended, or `null` if it has not or nobody knows.")] DateTime? EndedAt,
    [property: Description("When the account lapses if it is not activated, or `null`.")] DateTime? ActivateBy,
    [property: Description("The code that the account signed up with, or `null`.")] string? InviterCode,
    [property: Description("All codes of the account. The last one is current.")]
        IReadOnlyList<PersonCodeResponse> Codes,
    [property: Description("The activation mail, or `null` if none is needed.")] PersonMailResponse? ActivationMail,
    [property: Description("The last mail for a new password, or `null`.")] PersonMailResponse? ResetMail,
    [property: Description("Whether the codes of the account are frozen.")] bool IsFrozen,
    [property: Description("The ids of the accounts with whose subtrees this one is frozen.")]
        IReadOnlyList<string> FrozenWith
);

/// <summary>A change of the role.</summary>
internal sealed record RoleRequest : DrasticRequest
{
    [Required, Description("The new role: `user` or `admin`.")]
    public TextField Role { get; init; }
}
