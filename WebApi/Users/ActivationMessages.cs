using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using OrleansRegistration.Json;
using OrleansRegistration.Sessions;

namespace OrleansRegistration.Users;

/// <summary>An activation.</summary>
internal sealed record ActivateRequest
{
    [Required, Description("The token from the activation mail.")]
    public TextField Token { get; init; }

    [Description("Whether the refresh token goes into a cookie instead of the answer. Default: `true`.")]
    public FlagField UseCookies { get; init; }
}

/// <summary>The removal of an account by the owner of its e-mail address, who did not sign up.</summary>
internal sealed record NotMeRequest
{
    [Required, Description("The token from the activation mail.")]
    public TextField Token { get; init; }
}

/// <summary>An active account. A repeat of an activation gets neither tokens nor the nickname.</summary>
internal sealed record ActivateResponse(
    [property: Description("Whether the account is activated.")] bool IsActive,
    [property:
        JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull),
        Description("The access token. Absent in a repeat.")
    ]
        string? Token = null,
    [property:
        JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull),
        Description("The account's nickname. Absent in a repeat.")
    ]
        string? Nickname = null,
    [property:
        JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull),
        Description("How long the access token is valid, in seconds. Absent in a repeat.")
    ]
        int? ExpiresIn = null,
    [property:
        JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull),
        Description("The refresh token, if the client uses no cookies. Absent in a repeat.")
    ]
        string? RefreshToken = null
)
{
    /// <summary>The answer for an account that is activated and logged in now.</summary>
    public static ActivateResponse Of(SignInResponse issuer) =>
        new(issuer.IsActive, issuer.Token, issuer.Nickname, issuer.ExpiresIn, issuer.RefreshToken);
}
