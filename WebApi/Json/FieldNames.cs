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

    /// <summary>Why an operator does an act.</summary>
    public const string Reason = "reason";

    /// <summary>The id of a purchase, chosen by the service that records it.</summary>
    public const string PurchaseId = "purchase_id";

    /// <summary>The id of a refund, chosen by the service that records it.</summary>
    public const string RefundId = "refund_id";

    public const string Amount = "amount";
    public const string Currency = "currency";
    public const string Level = "level";

    /// <summary>The name of a service.</summary>
    public const string Service = "service";

    /// <summary>What an API key may be used for.</summary>
    public const string Scopes = "scopes";

    /// <summary>When something stops being valid.</summary>
    public const string ExpiresAt = "expires_at";

    /// <summary>What becomes of the accounts of a subtree.</summary>
    public const string Accounts = "accounts";

    /// <summary>The role of a person.</summary>
    public const string Role = "role";

    /// <summary>What was acted on.</summary>
    public const string Subject = "subject";

    /// <summary>Who did an act.</summary>
    public const string Actor = "actor";

    /// <summary>The kind of an act.</summary>
    public const string Kind = "kind";

    /// <summary>The first moment of a range of time.</summary>
    public const string From = "from";

    /// <summary>The moment after a range of time.</summary>
    public const string To = "to";

    /// <summary>The form of an answer: <c>json</c> or <c>csv</c>.</summary>
    public const string Format = "format";

    /// <summary>A token from a mail.</summary>
    public const string Token = "token";

    public const string RefreshToken = "refresh_token";

    /// <summary>Where a page of a list begins.</summary>
    public const string Cursor = "cursor";

    /// <summary>How many items a page of a list has.</summary>
    public const string Limit = "limit";

    /// <summary>The text of a code that an operator issues.</summary>
    public const string Code = "code";

    public const string Enabled = "enabled";
    public const string Label = "label";
    public const string Note = "note";

    /// <summary>The domain of the e-mail addresses that a code is for.</summary>
    public const string EmailDomain = "email_domain";

    /// <summary>The account that gets a code.</summary>
    public const string Owner = "owner";

    /// <summary>The account above another one.</summary>
    public const string InviterId = "inviter_id";

    /// <summary>How many codes a batch has.</summary>
    public const string Count = "count";

    /// <summary>What each code of a batch begins with.</summary>
    public const string Prefix = "prefix";

    /// <summary>The job that issued a code.</summary>
    public const string Batch = "batch";

    /// <summary>What is searched in a list.</summary>
    public const string Search = "search";

    /// <summary>The order of a list.</summary>
    public const string Order = "order";

    /// <summary>How many codes an account may make.</summary>
    public const string Codes = "codes";

    /// <summary>How many accounts may register with an account's codes.</summary>
    public const string Uses = "uses";

    /// <summary>The address of a webhook.</summary>
    public const string Url = "url";

    /// <summary>Types of events.</summary>
    public const string Events = "events";

    public const string Description = "description";
    public const string State = "state";
    public const string Since = "since";

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
