using System.ComponentModel.DataAnnotations;
using System.Net;
using MimeKit;
using OrleansRegistration.Hosting;

namespace OrleansRegistration.Mail;

/// <summary>Settings <c>Mail:*</c>, with the address and the directory of the whole service.</summary>
public sealed class MailOptions : IValidatableObject
{
    /// <summary><c>Mail:Mode</c>. Default <see cref="MailMode.Folder"/>.</summary>
    public MailMode Mode { get; set; } = MailMode.Folder;

    /// <summary><c>Mail:Host</c>: the mail server, for <see cref="MailMode.Smtp"/>.</summary>
    public string Host { get; set; } = "";

    /// <summary><c>Mail:Port</c>. Default 587 (submission, RFC 6409).</summary>
    [SettingRange("Mail:Port", 1, 65535)]
    public int Port { get; set; } = 587;

    /// <summary>
    /// <c>Mail:HeloName</c>: the name of this host for the mail server (RFC 5321, 4.1.1.1), a domain name or an IP
    /// address. Default: the host of <c>PublicUrl</c> if that is a domain name; otherwise the local address of the
    /// connection, as an address literal (4.1.3).
    /// </summary>
    public string HeloName { get; set; } = "";

    /// <summary><c>Mail:User</c>: the user name for the mail server. Default: empty, without authentication.</summary>
    public string User { get; set; } = "";

    /// <summary><c>Mail:Password</c>: the password for the mail server.</summary>
    public string Password { get; set; } = "";

    /// <summary><c>Mail:Security</c>. Default <see cref="MailSecurity.StartTls"/>.</summary>
    public MailSecurity Security { get; set; } = MailSecurity.StartTls;

    /// <summary>
    /// <c>Mail:CheckRevocation</c>: whether to check that the mail server's certificate is not revoked. The check needs
    /// the lists of the certificate's issuer. Default <c>true</c>.
    /// </summary>
    public bool CheckRevocation { get; set; } = true;

    /// <summary>
    /// <c>Mail:From</c>: the sender, one address with or without a name, such as
    /// <c>Sign-up &lt;no-reply@example.org&gt;</c>.
    /// </summary>
    public string From { get; set; } = "no-reply@localhost";

    /// <summary><c>Mail:TimeoutSeconds</c>: how long one try may take, in seconds. Default 30.</summary>
    [SettingRange("Mail:TimeoutSeconds", 1, 600)]
    public int TimeoutSeconds { get; set; } = 30;

    /// <summary><c>Mail:MaxConcurrent</c>: mails that a silo sends at once. Default 8.</summary>
    [SettingRange("Mail:MaxConcurrent", 1, 64)]
    public int MaxConcurrent { get; set; } = 8;

    /// <summary>
    /// <c>Mail:RetrySeconds</c>: the wait after the first failed try, in seconds. It doubles each time, up to an hour.
    /// Default 10.
    /// </summary>
    [SettingRange("Mail:RetrySeconds", 1, 3600)]
    public int RetrySeconds { get; set; } = 10;

    /// <summary>
    /// <c>Mail:MaxTries</c>: after how many failed tries a mail is given up. Default 12, which takes at most three and
    /// a half hours.
    /// </summary>
    [SettingRange("Mail:MaxTries", 1, 100)]
    public int MaxTries { get; set; } = 12;

    /// <summary>
    /// <c>Mail:MinIntervalSeconds</c>: a mail that is requested sooner after the last mail of its kind is not sent.
    /// Default 60.
    /// </summary>
    [SettingRange("Mail:MinIntervalSeconds", 0, 86_400)]
    public int MinIntervalSeconds { get; set; } = 60;

    /// <summary>
    /// <c>Mail:ActivationHours</c>: how long an activation token is valid, in hours; at most until the account lapses.
    /// Default 168, seven days.
    /// </summary>
    [SettingRange("Mail:ActivationHours", 1, 8760)]
    public int ActivationHours { get; set; } = 168;

    /// <summary>
    /// <c>Mail:ResetMinutes</c>: how long a token for a new password is valid, in minutes. Default 60.
    /// </summary>
    [SettingRange("Mail:ResetMinutes", 1, 10_080)]
    public int ResetMinutes { get; set; } = 60;

    /// <summary><see cref="ServiceOptions.PublicUrl"/>: the beginning of every link.</summary>
    public string PublicUrl { get; internal set; } = "";

    /// <summary><see cref="ServiceOptions.DataDirectory"/>: the directory that holds the folder of mails.</summary>
    public string DataDirectory { get; internal set; } = "";

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (!MailboxAddress.TryParse(From, out var from) || !from.Address.Contains('@', StringComparison.Ordinal))
        {
            yield return new ValidationResult("Mail:From must be one e-mail address.", [nameof(From)]);
        }

        if (HeloName.Length > 0 && !IPAddress.TryParse(HeloName, out _) && DomainName(HeloName) is null)
        {
            yield return new ValidationResult(
                "Mail:HeloName must be a domain name, such as mail.example.org, or an IP address.",
                [nameof(HeloName)]
            );
        }

        if (Mode == MailMode.Smtp && string.IsNullOrWhiteSpace(Host))
        {
            yield return new ValidationResult(
                "Mail:Host must name the mail server when Mail:Mode is Smtp.",
                [nameof(Host)]
            );
        }

        if (Password.Length > 0 && User.Length == 0)
        {
            yield return new ValidationResult("Mail:User must be set when Mail:Password is set.", [nameof(User)]);
        }

        if (Mode == MailMode.Smtp && User.Length > 0 && Security == MailSecurity.None && !IsThisMachine(Host))
        {
            yield return new ValidationResult(
                "Mail:Security must be StartTls or Tls when Mail:User is set: a password is not sent in clear.",
                [nameof(Security)]
            );
        }
    }

    /// <summary>
    /// The name for EHLO, a domain name or an IP address; <c>null</c> for the local address of the connection.
    /// </summary>
    internal string? NameInHelo() =>
        HeloName.Length == 0
            ? Uri.TryCreate(PublicUrl, UriKind.Absolute, out var url)
                ? DomainName(url.Host)
                : null
            : IPAddress.TryParse(HeloName, out _)
                ? HeloName
                : DomainName(HeloName);

    // Two labels or more, as A-labels. A name such as localhost means nothing to a server elsewhere.
    private static string? DomainName(string host) =>
        host.Contains('.', StringComparison.Ordinal)
        && Uri.CheckHostName(host) == UriHostNameType.Dns
        && Uri.TryCreate($"smtp://{host}", UriKind.Absolute, out var url)
        && Uri.CheckHostName(url.IdnHost) == UriHostNameType.Dns
            ? url.IdnHost
            : null;

    private static bool IsThisMachine(string host) =>
        string.Equals(host, "localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address));
}
