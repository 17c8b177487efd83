namespace OrleansRegistration.Mail;

/// <summary>The kinds of mails. Each carries a token.</summary>
public enum MailKind
{
    /// <summary>The activation mail: its token activates the account.</summary>
    Activation,

    /// <summary>The reset mail: its token lets the bearer choose a new password.</summary>
    PasswordReset,
}
