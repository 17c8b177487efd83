using OrleansRegistration.Users;

namespace OrleansRegistration.Mail;

/// <summary>The outcome of presenting a mailed token.</summary>
public enum MailTokenOutcome
{
    /// <summary>The token did its work, or would do it.</summary>
    Accepted,

    /// <summary>The account has no such token of this kind.</summary>
    Invalid,

    /// <summary>The token has expired, or the account has lapsed.</summary>
    Expired,

    /// <summary>The token, or another one in its place, is consumed already.</summary>
    Used,

    /// <summary>The new password is too similar to a name of the account.</summary>
    TooSimilar,

    /// <summary>Too many passwords wait to be hashed; the request may be repeated later.</summary>
    Overloaded,

    /// <summary>Nothing was changed; the request may be repeated.</summary>
    Failed,

    /// <summary>It is unknown whether the change was stored.</summary>
    Unknown,

    /// <summary>The activation token is valid, but the account is active already.</summary>
    AlreadyActive,
}

/// <summary>The answer to a mailed token.</summary>
/// <param name="Account">The account; set when this token activated it.</param>
[GenerateSerializer, Immutable, Alias("mail-token-result")]
public sealed record MailTokenResult(
    [property: Id(0)] MailTokenOutcome Outcome,
    [property: Id(1)] Account? Account = null
);
