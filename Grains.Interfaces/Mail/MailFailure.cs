namespace OrleansRegistration.Mail;

/// <summary>Why a mail could not be sent. Clients see the member in snake case.</summary>
public enum MailFailure
{
    /// <summary>The connection failed or broke.</summary>
    Unreachable,

    /// <summary>The server did not answer in time.</summary>
    TimedOut,

    /// <summary>The server refused for now (a 4xx reply, RFC 5321, 4.2.1).</summary>
    Deferred,

    /// <summary>The server said that the mailbox does not exist or takes no mail. Not tried again.</summary>
    Refused,

    /// <summary>
    /// The server refused this service and not the mailbox: its connection, log-in, host name, sender or message.
    /// </summary>
    NotAccepted,

    /// <summary>The mail folder could not be written.</summary>
    Folder,

    /// <summary>
    /// The connection could not be secured: the server has no STARTTLS or no trusted certificate. Nothing was sent in
    /// clear text.
    /// </summary>
    Insecure,

    /// <summary>
    /// The address has characters outside ASCII before the <c>@</c>, and the server does not support SMTPUTF8 (RFC
    /// 6531, 3.1). Not tried again.
    /// </summary>
    AddressUnsupported,

    /// <summary>
    /// The message was sent, but the server did not answer: it may have taken the message. The next try waits longer.
    /// </summary>
    Unconfirmed,
}
