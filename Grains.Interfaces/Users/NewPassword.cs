namespace OrleansRegistration.Users;

/// <summary>A new password and the one it replaces, in clear; neither is stored or logged.</summary>
[GenerateSerializer, Immutable, Alias("new-password")]
public sealed record NewPassword([property: Id(0)] string Old, [property: Id(1)] string New)
{
    /// <inheritdoc/>
    public override string ToString() => nameof(NewPassword);
}

/// <summary>How a change of the password ended.</summary>
public enum PasswordChange
{
    /// <summary>The new password is durable, and all other sessions have ended.</summary>
    Done,

    /// <summary>The old password is another one.</summary>
    WrongPassword,

    /// <summary>The new password is the username, the nickname or the e-mail address.</summary>
    TooSimilar,

    /// <summary>There is no live account.</summary>
    NoAccount,

    /// <summary>Too many passwords wait to be hashed; try again.</summary>
    Overloaded,

    /// <summary>The password is the old one for sure; try again. Other sessions may have ended.</summary>
    Failed,

    /// <summary>Storage did not say whether the change landed; log in with either.</summary>
    Unknown,

    /// <summary>The session that the change was sent in has ended; nothing was checked.</summary>
    SessionEnded,
}
