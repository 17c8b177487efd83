namespace OrleansRegistration.Mail;

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
