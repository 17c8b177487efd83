using System.Globalization;

namespace OrleansRegistration.Tests;

/// <summary>Mails to a server that behaves badly.</summary>
public sealed class MailServerTests
{
    [Fact]
    public async Task Mail_arrives_after_a_server_that_turned_away_stalled_and_dropped_the_connection_and_the_owner_sees_how_far_it_is()
    {
        await using var server = new MailServer(
            MailServer.Behaviour.TurnAway, MailServer.Behaviour.Stall, MailServer.Behaviour.DropInMessage, MailServer.Behaviour.Accept);
        using var service = Over(server);
        using var client = service.CreateClient();
        var form = Requests.NewSignUp();
        var account = (await client.RegisterAsync(form)).Is(201);
        Assert.Equal("pending", (await client.MeAsync(account))["mail_state"]);

        var me = await client.UntilAsync(account, me => me["mail_state"] != "pending");

        Assert.Equal("sent", me["mail_state"]);
        Assert.Null(me["mail_failure"]);
        Assert.EndsWith("Z", me["mail_since"], StringComparison.Ordinal);
        Assert.Equal(4, server.Connected);
        var mail = Assert.Single(server.Accepted);
        Assert.Equal(form["email"], mail.To.Mailboxes.Single().Address);
        (await client.SendAsync(HttpMethod.Post, "/api/activate/", new { token = mail.Token() })).Is(200);
    }

    [Fact]
    public async Task Mail_that_is_refused_for_good_is_failed_at_once_and_can_be_asked_for_again()
    {
        await using var server = new MailServer(MailServer.Behaviour.RefuseRecipient, MailServer.Behaviour.Accept);
        using var service = Over(server);
        using var client = service.CreateClient();
        var account = (await client.RegisterAsync(Requests.NewSignUp())).Is(201);
        var me = await client.UntilAsync(account, me => me["mail_state"] != "pending");
        Assert.Equal(("failed", "refused"), (me["mail_state"], me["mail_failure"]));
        Assert.Equal(1, server.Connected);

        (await client.SendAsync(HttpMethod.Post, "/api/activate/resend/", null, ("Authorization", $"Bearer {account["token"]}"))).Is(202);
        for (var tries = 0; server.Accepted.IsEmpty; tries++)
        {
            Assert.True(tries < 2400, "No mail came.");
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }

        Assert.Equal("sent", (await client.UntilAsync(account, me => me["mail_state"] != "pending"))["mail_state"]);
    }

    [Fact]
    public async Task Mail_that_no_server_takes_is_given_up_after_the_last_try_and_says_why()
    {
        await using var server = new MailServer(MailServer.Behaviour.TurnAway);
        using var service = Over(server);
        service.Settings["Mail:MaxTries"] = "2";
        using var client = service.CreateClient();
        var account = (await client.RegisterAsync(Requests.NewSignUp())).Is(201);
        var me = await client.UntilAsync(account, me => me["mail_state"] != "pending");
        Assert.Equal(("failed", "deferred"), (me["mail_state"], me["mail_failure"]));
        Assert.Equal(2, server.Connected);
    }

    [Fact]
    public async Task Server_that_refuses_our_sender_is_tried_again_because_that_is_no_fault_of_the_address()
    {
        await using var server = new MailServer(MailServer.Behaviour.RefuseSender, MailServer.Behaviour.RefuseSender, MailServer.Behaviour.Accept);
        using var service = Over(server);
        using var client = service.CreateClient();
        var account = (await client.RegisterAsync(Requests.NewSignUp())).Is(201);
        Assert.Equal("sent", (await client.UntilAsync(account, me => me["mail_state"] != "pending"))["mail_state"]);
        Assert.Equal(3, server.Connected);
    }

    [Fact]
    public async Task Mail_for_a_new_password_is_tried_again_likewise()
    {
        await using var server = new MailServer(MailServer.Behaviour.Accept, MailServer.Behaviour.TurnAway, MailServer.Behaviour.DropInMessage, MailServer.Behaviour.Accept);
        using var service = Over(server);
        using var client = service.CreateClient();
        var form = Requests.NewSignUp();
        var account = (await client.RegisterAsync(form)).Is(201);
        await client.UntilAsync(account, me => me["mail_state"] == "sent");
        (await client.SendAsync(HttpMethod.Post, "/api/password/forgot/", new { email = form["email"] })).Is(202);
        await client.UntilAsync(account, _ => server.Accepted.Count == 2);
        Assert.Equal(4, server.Connected);
        Assert.Equal("sent", (await client.MeAsync(account))["mail_state"]); // of the activation mail
        (await client.SendAsync(HttpMethod.Post, "/api/password/reset/", new { token = server.Accepted.Last().Token(), password1 = "another horse battery", password2 = "another horse battery" })).Is(204);
    }

    private static Service Over(MailServer server)
    {
        var service = new Service();
        service.Settings["Mail:Mode"] = "Smtp";
        service.Settings["Mail:Host"] = "127.0.0.1";
        service.Settings["Mail:Port"] = server.Port.ToString(CultureInfo.InvariantCulture);
        service.Settings["Mail:Security"] = "None";
        service.Settings["Mail:TimeoutSeconds"] = "1";
        service.Settings["Mail:RetrySeconds"] = "1";
        return service;
    }
}
