using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using OrleansRegistration.Json;
using OrleansRegistration.Passwords;
using OrleansRegistration.Sessions;

namespace OrleansRegistration.Users;

/// <summary>A sign-up.</summary>
internal sealed record RegisterRequest
{
    [Required, Description("6 to 22 letters, digits and `_ . -`, unique whatever the case of the letters.")]
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
    [property: Description("The username as it is stored.")] string Username,
    [property: Description("The nickname as it is stored.")] string Nickname,
    [property: Description("The e-mail address as it is stored.")] string Email,
    [property: Description("The account's own invitation code.")] string InvitationCode,
    [property: Description("Whether the account is activated.")] bool IsActive,
    [property: Description("The access token.")] string Token,
    [property: Description("How long the access token is valid, in seconds.")] int ExpiresIn,
    [property:
        JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull),
        Description("The refresh token, if the request had `use_cookies: false`.")
    ]
        string? RefreshToken
)
{
    /// <summary>The answer for a new account, or for a repeat of its sign-up.</summary>
    public static RegisterResponse Of(Account account, IssuedTokens tokens) =>
        new(
            account.Id.ToString(),
            account.Username,
            account.Nickname,
            account.Email,
            account.InvitationCode.Value,
            account.IsActive,
            tokens.Access,
            tokens.ExpiresIn,
            tokens.Refresh
        );
}
