using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using OrleansRegistration.Json;
using OrleansRegistration.Mail;
using OrleansRegistration.Operators;

namespace OrleansRegistration.Users;

/// <summary>The next level, and the spending that is missing.</summary>
internal sealed record NextLevelResponse(
    [property: Range(1, 5), Description("The next level.")] int Level,
    [property: Description("The level's name in the language of the request.")] string Name,
    [property: RegularExpression(MeResponse.Money), Description("The total spending that reaches the level.")]
        string Threshold,
    [property: RegularExpression(MeResponse.Money), Description("The spending that is still missing.")] string Remaining
);

/// <summary>The account of the caller.</summary>
/// <param name="MailFailure">Set also while the mail waits for its next try.</param>
internal sealed record MeResponse(
    [property: Format("uuid"), Description("The account's id.")] string Id,
    [property: Description("The username.")] string Username,
    [property: Description("The nickname.")] string Nickname,
    [property: Description("The e-mail address.")] string Email,
    [property: Description("Whether the account is activated.")] bool IsActive,
    [property: Description("When the account was created.")] DateTime DateJoined,
    [property: Range(0, 5), Description("The account's level.")] int UserLevel,
    [property: Description("The level's name in the language of the request.")] string UserLevelName,
    [property: RegularExpression(MeResponse.Money), Description("The total spending.")] string UserConsumption,
    [property: Description("The account's invitation code.")] string InvitationCode,
    [property: Format("uri"), Description("The sign-up page with the code filled in.")] string InvitationLink,
    [property: Description("How many accounts signed up with the account's codes.")] long InvitationUserCount,
    [property: Description("How many of these accounts were activated.")] long ActivatedInvitationCount,
    [property: Description("The next level, or `null` at the highest level and while an operator has set the level.")]
        NextLevelResponse? NextLevel,
    [property:
        AllowedValues(MailNames.Pending, MailNames.Sent, MailNames.Failed),
        Description("The state of the activation mail, or `null` if none is needed.")
    ]
        string? MailState,
    [property:
        AllowedValues(
            MailNames.Unreachable,
            MailNames.TimedOut,
            MailNames.Deferred,
            MailNames.Refused,
            MailNames.NotAccepted,
            MailNames.Folder,
            MailNames.Insecure,
            MailNames.AddressUnsupported,
            MailNames.Unconfirmed
        ),
        Description("Why the last try to send the mail failed, or `null`.")
    ]
        string? MailFailure,
    [property: Description("Since when the mail has been in this state.")] DateTime? MailSince,
    [property:
        AllowedValues(RoleNames.User, RoleNames.Admin),
        Description("What the account's owner may do: `admin` may use the operators' routes.")
    ]
        string Role,
    [property: Description(
        "The names that the owner of an account from another service must change: `username` and `nickname` by "
            + "`changeNickname`, `email` by `correctEmail`. Everything else works meanwhile."
    )]
        IReadOnlyList<string> NamesToChange
)
{
    /// <summary>The pattern of money: a decimal text with two digits after the point.</summary>
    public const string Money = @"^\d+\.\d\d$";
}

/// <summary>A change of the caller's account.</summary>
internal sealed record AccountPatch
{
    [Description("The new nickname: 6 to 22 characters, unique. Required without `username`.")]
    public TextField Nickname { get; init; }

    [Description("The new username, if `names_to_change` of the account has `username`. It is changed first.")]
    public TextField Username { get; init; }
}

/// <summary>The names that were changed.</summary>
internal sealed record NamesResponse(
    [property:
        JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull),
        Description("The nickname as it is stored. Absent if the request had none.")
    ]
        string? Nickname,
    [property:
        JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull),
        Description("The username as it is stored. Absent if the request had none.")
    ]
        string? Username
);

/// <summary>A correction of the caller's e-mail address.</summary>
internal sealed record EmailCorrection
{
    [Required, Description("The right e-mail address, unique.")]
    public TextField Email { get; init; }

    [Required, Format("password"), Description("The account's password.")]
    public TextField Password { get; init; }
}

/// <summary>The new e-mail address.</summary>
internal sealed record EmailResponse([property: Description("The e-mail address as it is stored.")] string Email);

/// <summary>The deletion of the caller's account.</summary>
internal sealed record AccountEndRequest
{
    [Required, Format("password"), Description("The account's password.")]
    public TextField Password { get; init; }
}

/// <summary>A new code of the caller's account.</summary>
internal sealed record NewCodeResponse(
    [property: Description("The new invitation code.")] string InvitationCode,
    [property: Format("uri"), Description("The sign-up page with the code filled in.")] string InvitationLink
);

/// <summary>An account that signed up with a code of the caller's account.</summary>
internal sealed record InviteeResponse(
    [property: Description("The nickname, or `null` if the account was deleted.")] string? Nickname,
    [property: Description("When the account was created.")] DateTime DateJoined,
    [property: Description("Whether the account was ever activated.")] bool IsActive
);

/// <summary>A page of invitees.</summary>
internal sealed record InviteesResponse(
    [property: Description("Invited accounts, oldest first.")] IReadOnlyList<InviteeResponse> Items,
    [property: Description("The `cursor` of the next page, or `null` on the last page.")] string? NextCursor
);
