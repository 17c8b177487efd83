namespace OrleansRegistration.Mail;

/// <summary>How the connection to the mail server is protected.</summary>
public enum MailSecurity
{
    /// <summary>The connection is not protected.</summary>
    None,

    /// <summary>The connection must switch to TLS before anything is sent (RFC 3207).</summary>
    StartTls,

    /// <summary>The connection uses TLS from the first octet (RFC 8314).</summary>
    Tls,
}
