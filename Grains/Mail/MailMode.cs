namespace OrleansRegistration.Mail;

/// <summary>Where mails go.</summary>
public enum MailMode
{
    /// <summary>One <c>.eml</c> file a message in <c>&lt;DataDirectory&gt;/mail</c>, for trials and tests.</summary>
    Folder,

    /// <summary>To a mail server.</summary>
    Smtp,
}
