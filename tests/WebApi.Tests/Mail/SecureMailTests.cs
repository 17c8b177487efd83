using System.Net;
using System.Text;

namespace OrleansRegistration.Tests;

/// <summary>
/// Mails by TLS and with a log-in. The service trusts the authorities that its system trusts. Here <c>SSL_CERT_FILE</c>
/// names them, which a process reads when it starts.
/// </summary>
public sealed class SecureMailTests : IDisposable
{
    private const string Secret = "hunter-of-many-2s";
    private static readonly NetworkCredential Sender = new("sender-of-mails", Secret);
    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("webapi-mail-");
    private readonly Certificates _authority = new();

    public void Dispose()
    {
        _authority.Dispose();
        _data.Delete(recursive: true);
    }

    [Theory]
    [InlineData("StartTls", false)]
    [InlineData("Tls", false)]
    [InlineData("StartTls", true)]
    [InlineData("Tls", true)]
    public async Task Server_without_TLS_or_trust_gets_nothing_in_clear_and_is_tried_again_and_the_account_says_why(
        string security,
        bool hasCertificate
    )
    {
        using var certificate = _authority.For(IPAddress.Loopback);
        await using var server = new MailServer(MailServer.Behaviour.Accept)
        {
            Certificate = hasCertificate ? certificate : null,
            TlsAtOnce = hasCertificate && security == "Tls",
            LogIn = Sender,
        };
        using var service = new Service();
        foreach (var (key, value) in Settings(server, security))
        {
            service.Settings[key.Replace("__", ":", StringComparison.Ordinal)] = value;
        }

        using var client = service.CreateClient();
        var account = (await client.RegisterAsync(Requests.NewSignUp())).Is(201);
        var me = await client.UntilAsync(account, me => me["mail_failure"] is not null && server.Connected >= 2);
        Assert.Equal(("pending", "insecure"), (me["mail_state"], me["mail_failure"]));
        Assert.Empty(server.Accepted);
        Assert.Equal(0, server.LoggedIn);
        Assert.DoesNotContain(
            server.InClear,
            line =>
                line.StartsWith("AUTH", StringComparison.OrdinalIgnoreCase)
                || line.StartsWith("MAIL", StringComparison.OrdinalIgnoreCase)
        );
    }

    [Theory]
    [InlineData("StartTls")]
    [InlineData("Tls")]
    public async Task Trusted_server_is_logged_in_to_by_TLS_and_takes_the_mail(string security)
    {
        using var certificate = _authority.For(IPAddress.Loopback);
        await using var server = new MailServer(MailServer.Behaviour.Accept)
        {
            Certificate = certificate,
            TlsAtOnce = security == "Tls",
            LogIn = Sender,
        };
        using var service = await StartAsync(Settings(server, security));
        var form = Requests.NewSignUp();
        var account = (await service.Client.RegisterAsync(form)).Is(201);
        var me = await service.Client.UntilAsync(account, me => me["mail_state"] != "pending");
        Assert.Equal(("sent", null), (me["mail_state"], me["mail_failure"]));
        Assert.Equal(form["email"], Assert.Single(server.Accepted).To.Mailboxes.Single().Address);
        Assert.Equal(1, server.LoggedIn);
        Assert.DoesNotContain(
            server.InClear,
            line =>
                line.StartsWith("AUTH", StringComparison.OrdinalIgnoreCase)
                || line.StartsWith("MAIL", StringComparison.OrdinalIgnoreCase)
        );
        Assert.Equal(0, await service.StopAsync());
    }

    [Theory]
    [InlineData("127.0.0.2", "false")]
    [InlineData("127.0.0.1", "true")]
    public async Task Trusted_authority_does_not_vouch_for_another_server_nor_while_nobody_can_say_what_it_revoked(
        string address,
        string checkRevocation
    )
    {
        using var certificate = _authority.For(IPAddress.Parse(address));
        await using var server = new MailServer(MailServer.Behaviour.Accept)
        {
            Certificate = certificate,
            LogIn = Sender,
        };
        var settings = Settings(server, "StartTls");
        settings["Mail__CheckRevocation"] = checkRevocation;
        using var service = await StartAsync(settings);
        var account = (await service.Client.RegisterAsync(Requests.NewSignUp())).Is(201);
        var me = await service.Client.UntilAsync(account, me => me["mail_failure"] is not null);
        Assert.Equal(("pending", "insecure"), (me["mail_state"], me["mail_failure"]));
        Assert.Equal(0, server.LoggedIn);
        Assert.Empty(server.Accepted);
    }

    [Fact]
    public async Task Wrong_password_is_tried_again_then_failed_with_its_reason_and_neither_row_nor_log_holds_it()
    {
        using var certificate = _authority.For(IPAddress.Loopback);
        await using var server = new MailServer(MailServer.Behaviour.Accept)
        {
            Certificate = certificate,
            LogIn = new("sender-of-mails", "another"),
        };
        var settings = Settings(server, "StartTls");
        settings["Mail__MaxTries"] = "2";
        settings["Logging__LogLevel__Default"] = "Trace";
        settings["Logging__LogLevel__OrleansRegistration"] = "Trace";
        using var service = await StartAsync(settings);
        var account = (await service.Client.RegisterAsync(Requests.NewSignUp())).Is(201);
        var me = await service.Client.UntilAsync(account, me => me["mail_state"] != "pending");
        Assert.Equal(("failed", "not_accepted"), (me["mail_state"], me["mail_failure"]));
        Assert.Equal(2, server.Connected);
        Assert.Empty(server.Accepted);
        Assert.Equal(0, await service.StopAsync());
        Assert.Contains(
            service.Log,
            line =>
                line.Contains(
                    "Gave up a mail of kind Activation: NotAccepted, server reply session 535.",
                    StringComparison.Ordinal
                )
        );
        Assert.DoesNotContain(service.Log, line => line.Contains(Secret, StringComparison.Ordinal));
        foreach (var file in Directory.EnumerateFiles(Path.Combine(_data.FullName, "data"), "registration.db*"))
        {
            Assert.True(
                (await File.ReadAllBytesAsync(file)).AsSpan().IndexOf(Encoding.UTF8.GetBytes(Secret)) < 0,
                $"{file} holds the password."
            );
        }
    }

    [Fact]
    public async Task Server_that_offers_no_log_in_is_tried_again_as_one_that_does_not_take_it()
    {
        using var certificate = _authority.For(IPAddress.Loopback);
        await using var server = new MailServer(MailServer.Behaviour.Accept) { Certificate = certificate };
        using var service = await StartAsync(Settings(server, "StartTls"));
        var account = (await service.Client.RegisterAsync(Requests.NewSignUp())).Is(201);
        var me = await service.Client.UntilAsync(
            account,
            me => me["mail_failure"] is not null && server.Connected >= 2
        );
        Assert.Equal(("pending", "not_accepted"), (me["mail_state"], me["mail_failure"]));
        Assert.Empty(server.Accepted);
    }

    private static Dictionary<string, string> Settings(MailServer server, string security) =>
        new()
        {
            ["Mail__Mode"] = "Smtp",
            ["Mail__Host"] = "127.0.0.1",
            ["Mail__Port"] = $"{server.Port}",
            ["Mail__Security"] = security,
            ["Mail__User"] = Sender.UserName,
            ["Mail__Password"] = Secret,
            ["Mail__CheckRevocation"] = "false", // the authority publishes no list
            ["Mail__RetrySeconds"] = "1",
            ["Mail__MaxTries"] = "100",
        };

    private async Task<RunningService> StartAsync(Dictionary<string, string> settings)
    {
        settings["SSL_CERT_FILE"] = Path.Combine(_data.FullName, "authority.pem");
        await File.WriteAllTextAsync(settings["SSL_CERT_FILE"], _authority.Pem, TestContext.Current.CancellationToken);
        return await RunningService.StartAsync(_data, settings);
    }
}
