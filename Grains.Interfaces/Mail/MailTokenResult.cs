using OrleansRegistration.Users;

namespace OrleansRegistration.Mail;

/// <summary>How a mailed token was taken.</summary>
public enum MailTokenOutcome
{
    /// <summary>It did what it is for, or would.</summary>
    Accepted,

    /// <summary>It is none of this account's, of this kind.</summary>
    Invalid,

    /// <summary>Its time, or the account's, is over.</summary>
    Expired,

    /// <summary>It, or another one in its place, has done its work already.</summary>
    Used,

    /// <summary>The new password is too close to a name of the account.</summary>
    TooSimilar,

    /// <summary>Too many passwords wait to be hashed; try again.</summary>
    Overloaded,

    /// <summary>Nothing was changed; try again.</summary>
    Failed,

    /// <summary>Storage did not say whether the change landed.</summary>
    Unknown,

    /// <summary>An activation token, in its time, of an account that is active already.</summary>
    AlreadyActive,
}

/// <summary>The answer to a mailed token.</summary>
/// <param name="Account">The account, once it is activated by this token.</param>
[GenerateSerializer, Immutable, Alias("mail-token-result")]
public sealed record MailTokenResult(
    [property: Id(0)] MailTokenOutcome Outcome,
    [property: Id(1)] Account? Account = null
);
