namespace OrleansRegistration.Mail;

/// <summary>Mails that carry a token.</summary>
public enum MailKind
{
    /// <summary>The token activates the account.</summary>
    Activation,

    /// <summary>The token lets its bearer choose another password.</summary>
    PasswordReset,
}
