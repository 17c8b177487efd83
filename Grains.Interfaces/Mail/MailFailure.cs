namespace OrleansRegistration.Mail;

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
