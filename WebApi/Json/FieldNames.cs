using OrleansRegistration.Names;

namespace OrleansRegistration.Json;

/// <summary>The names of the fields of all forms and queries, as requests hold them and errors give them.</summary>
internal static class FieldNames
{
    public const string Username = "username";
    public const string Nickname = "nickname";
    public const string Email = "email";

    /// <summary>The password of an account that exists.</summary>
    public const string Password = "password";

    /// <summary>The password that a new one replaces.</summary>
    public const string OldPassword = "old_password";

    /// <summary>A new password.</summary>
    public const string Password1 = "password1";

    /// <summary>A new password, typed again.</summary>
    public const string Password2 = "password2";

    public const string InvitationCode = "invitation_code";

    /// <summary>The answer to a captcha, of whichever provider.</summary>
    public const string Recaptcha = "recaptcha";

    /// <summary>Whether the refresh token goes into a cookie. Default: true.</summary>
    public const string UseCookies = "use_cookies";

    /// <summary>A token from a mail.</summary>
    public const string Token = "token";

    public const string RefreshToken = "refresh_token";

    /// <summary>Where a page of a list begins.</summary>
    public const string Cursor = "cursor";

    /// <summary>How many items a page of a list has.</summary>
    public const string Limit = "limit";

    /// <summary>The field of a name.</summary>
    public static string Of(NameKind kind) =>
        kind switch
        {
            NameKind.Username => Username,
            NameKind.Nickname => Nickname,
            NameKind.Email => Email,
            _ => throw new ArgumentOutOfRangeException(nameof(kind)),
        };

    /// <summary>A header; errors name it as they name fields.</summary>
    public const string IdempotencyKey = "Idempotency-Key";
}
