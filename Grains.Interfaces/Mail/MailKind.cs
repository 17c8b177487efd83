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

    /// <summary>The server said that there is no such mailbox, or that it takes no mail. Not tried again.</summary>
    Refused,

    /// <summary>
    /// The server refused us and not the mailbox: our connection, log-in, host name, sender, or message.
    /// </summary>
    NotAccepted,

    /// <summary>The mail folder could not be written.</summary>
    Folder,

    /// <summary>The connection could not be made secure: no STARTTLS, or a certificate that is not trusted. Nothing was sent in clear.</summary>
    Insecure,

    /// <summary>
    /// The address has letters beyond ASCII before the <c>@</c>, and the server has no SMTPUTF8 (RFC 6531, 3.1). Not
    /// tried again.
    /// </summary>
    AddressUnsupported,

    /// <summary>
    /// The message was sent, but no answer came: the server may have taken it. The next try waits longer.
    /// </summary>
    Unconfirmed,
}

/// <summary>How far the activation mail is, why its last try failed if it did, and since when.</summary>
[GenerateSerializer, Immutable, Alias("mail-status")]
public sealed record MailStatus(
    [property: Id(0)] MailState State,
    [property: Id(1)] MailFailure? Failure,
    [property: Id(2)] DateTimeOffset Since
);

/// <summary>
/// What a mail is made of, for the one try that it was asked for. The token is stored nowhere, only its hash.
/// </summary>
/// <param name="Nickname"><c>null</c> when the address is not known to be the account's owner's
/// (docs/adr/0020).</param>
/// <param name="AskedAt">Since when the mail is owed. The same for every try.</param>
[GenerateSerializer, Immutable, Alias("mail-draft")]
public sealed record MailDraft(
    [property: Id(0)] MailKind Kind,
    [property: Id(1)] string Address,
    [property: Id(2)] string? Nickname,
    [property: Id(3)] string Language,
    [property: Id(4)] string Token,
    [property: Id(5)] DateTimeOffset ExpiresAt,
    [property: Id(6)] DateTimeOffset AskedAt
)
{
    /// <inheritdoc/>
    /// <remarks>Without address, name and token: messages are logged.</remarks>
    public override string ToString() => nameof(MailDraft);
}
