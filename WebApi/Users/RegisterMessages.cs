using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using OrleansRegistration.Json;
using OrleansRegistration.Mail;
using OrleansRegistration.OpenApi;
using OrleansRegistration.Passwords;

namespace OrleansRegistration.Users;

/// <summary>A sign-up as the client sends it.</summary>
internal sealed record RegisterRequest
{
    [Required, Description("6 to 22 letters, digits and `_ . -`, unique whatever the case of its letters.")]
    public TextField Username { get; init; }

    [Required, Description("6 to 22 characters, unique. Other people see it.")]
    public TextField Nickname { get; init; }

    [Required, Description("One e-mail address of at most 254 characters. The activation mail goes there.")]
    public TextField Email { get; init; }

    [Required, Format("password"), Description(PasswordForm.Rule)]
    public TextField Password1 { get; init; }

    [Required, Format("password"), Description(PasswordForm.Repeat)]
    public TextField Password2 { get; init; }

    [Required, Description("The code of the account that invites. Empty without an invitation.")]
    public TextField InvitationCode { get; init; }

    [Required, Description("The answer to the captcha. Empty when the captcha provider is `none`.")]
    public TextField Recaptcha { get; init; }

    [Description("Whether the refresh token goes into a cookie instead of the answer. Default: `true`.")]
    public FlagField UseCookies { get; init; }
}

/// <summary>A new account.</summary>
internal sealed record RegisterResponse(
    [property: Format("uuid"), Description("The account's id.")] string Id,
    [property: Description("The username as it is kept.")] string Username,
    [property: Description("The nickname as it is kept.")] string Nickname,
    [property: Description("The e-mail address as it is kept.")] string Email,
    [property: Description("The account's own invitation code.")] string InvitationCode,
    [property: Description("Whether the account is activated.")] bool IsActive,
    [property: Description("The access token.")] string Token,
    [property: Description("How long the access token is valid, in seconds.")] int ExpiresIn,
    [property:
        JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull),
        Description("The refresh token, if the request had `use_cookies: false`.")
    ]
        string? RefreshToken
);

/// <summary>A log-in as the client sends it.</summary>
internal sealed record SignInRequest
{
    [Required, Description("The username or the e-mail address.")]
    public TextField Username { get; init; }

    [Required, Format("password"), Description("The password.")]
    public TextField Password { get; init; }

    [Description("The answer to a captcha. It is checked if there is one.")]
    public TextField Recaptcha { get; init; }

    [Description("Whether the refresh token goes into a cookie instead of the answer. Default: `true`.")]
    public FlagField UseCookies { get; init; }
}

/// <summary>A log-in that succeeded.</summary>
internal sealed record SignInResponse(
    [property: Description("The access token.")] string Token,
    [property: Description("The account's nickname.")] string Nickname,
    [property: Description("How long the access token is valid, in seconds.")] int ExpiresIn,
    [property: Description("Whether the account is activated. If not, the access token opens few routes.")]
        bool IsActive,
    [property:
        JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull),
        Description("The refresh token, if the client uses no cookies.")
    ]
        string? RefreshToken
);

/// <summary>The next level and what is missing to it; money with two decimals.</summary>
internal sealed record NextLevelResponse(
    [property: Range(1, 5), Description("The next level.")] int Level,
    [property: Description("Its name in the language of the request.")] string Name,
    [property: RegularExpression(MeResponse.Money), Description("The total spending that reaches it.")]
        string Threshold,
    [property: RegularExpression(MeResponse.Money), Description("The spending that is still missing.")] string Remaining
);

/// <summary>One's own account.</summary>
/// <param name="MailState">How far the activation mail is; <c>null</c> when none is needed.</param>
/// <param name="MailFailure">Why its last try failed, also while it waits for the next.</param>
/// <param name="MailSince">Since when it is so.</param>
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
    [property: Description("The next level, or `null` at the highest level.")] NextLevelResponse? NextLevel,
    [property: NameOf(typeof(MailState)), Description("The state of the activation mail, or `null` if none is needed.")]
        string? MailState,
    [property: NameOf(typeof(MailFailure)), Description("Why the last attempt to send the mail failed, or `null`.")]
        string? MailFailure,
    [property: Description("Since when the mail has been in this state.")] DateTime? MailSince
)
{
    /// <summary>Money: a decimal text with two digits.</summary>
    public const string Money = @"^\d+\.\d\d$";
}
