namespace OrleansRegistration.Mail;

/// <summary>Where mails are sent.</summary>
public enum MailMode
{
    /// <summary>
    /// To <c>&lt;DataDirectory&gt;/mail</c>, one <c>.eml</c> file for each message; for trials and tests.
    /// </summary>
    Folder,

    /// <summary>To a mail server.</summary>
    Smtp,
}
