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

    /// <summary>Why an operator does an act.</summary>
    public const string Reason = "reason";

    /// <summary>The text of a code that an operator issues.</summary>
    public const string Code = "code";

    public const string ExpiresAt = "expires_at";
    public const string Enabled = "enabled";
    public const string Label = "label";
    public const string Note = "note";

    /// <summary>The domain of the e-mail addresses that a code is for.</summary>
    public const string EmailDomain = "email_domain";

    /// <summary>The account that gets a code.</summary>
    public const string Owner = "owner";

    /// <summary>How many codes a batch has.</summary>
    public const string Count = "count";

    /// <summary>What each code of a batch begins with.</summary>
    public const string Prefix = "prefix";

    /// <summary>How many codes an account may make.</summary>
    public const string Codes = "codes";

    /// <summary>How many accounts may register with an account's codes.</summary>
    public const string Uses = "uses";

    /// <summary>A header; errors name it as they name fields.</summary>
    public const string IdempotencyKey = "Idempotency-Key";
}
