namespace OrleansRegistration.Mail;

/// <summary>How the connection to the mail server is protected.</summary>
public enum MailSecurity
{
    /// <summary>Not at all.</summary>
    None,

    /// <summary>It must turn to TLS before anything is said (RFC 3207).</summary>
    StartTls,

    /// <summary>TLS from the first octet (RFC 8314).</summary>
    Tls,
}
