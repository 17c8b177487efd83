namespace OrleansRegistration.Mail;

/// <summary>How far a mail is. Stored by name.</summary>
public enum MailState
{
    /// <summary>The mail waits to be sent, possibly after failed tries.</summary>
    Pending,

    /// <summary>The mail server took the mail, or the mail is in the folder.</summary>
    Sent,

    /// <summary>The mail was given up.</summary>
    Failed,
}
