namespace OrleansRegistration.Mail;

/// <summary>Mails that carry a token.</summary>
public enum MailKind
{
    /// <summary>The token activates the account.</summary>
    Activation,

    /// <summary>The token lets its bearer choose another password.</summary>
    PasswordReset,
}

/// <summary>How far a mail is.</summary>
public enum MailState
{
    /// <summary>It waits to be sent, perhaps after failed tries.</summary>
    Pending,

    /// <summary>The mail server took it, or it lies in the folder.</summary>
    Sent,

    /// <summary>It was given up.</summary>
    Failed,
}

/// <summary>Why a mail could not be sent. The snake-cased member is what clients see.</summary>
public enum MailFailure
{
    /// <summary>No connection, or it broke.</summary>
    Unreachable,

    /// <summary>The server did not answer in time.</summary>
    TimedOut,

    /// <summary>The server said "not now" (a 4xx reply, RFC 5321, 4.2.1).</summary>
    Deferred,

    /// <summary>The server said "never" (a 5xx reply). Not tried again.</summary>
    Refused,

    /// <summary>The server did not take our user and password, or our sender's address.</summary>
    NotAccepted,

    /// <summary>The mail folder could not be written.</summary>
    Folder,

    /// <summary>The connection could not be made secure: no STARTTLS, or a certificate that is not trusted. Nothing was sent in clear.</summary>
    Insecure,
}

/// <summary>How far the activation mail is, why its last try failed if it did, and since when.</summary>
[GenerateSerializer, Immutable, Alias("mail-status")]
public sealed record MailStatus([property: Id(0)] MailState State, [property: Id(1)] MailFailure? Failure, [property: Id(2)] DateTimeOffset Since);

/// <summary>What a mail is made of, for the one try that it was asked for. The token is stored nowhere, only its hash.</summary>
[GenerateSerializer, Immutable, Alias("mail-draft")]
public sealed record MailDraft(
    [property: Id(0)] MailKind Kind,
    [property: Id(1)] string Address,
    [property: Id(2)] string Nickname,
    [property: Id(3)] string Language,
    [property: Id(4)] string Token,
    [property: Id(5)] DateTimeOffset ExpiresAt)
{
    /// <inheritdoc/>
    /// <remarks>Without address, name and token: messages are logged.</remarks>
    public override string ToString() => nameof(MailDraft);
}
