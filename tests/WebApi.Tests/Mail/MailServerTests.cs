using System.Globalization;
using OrleansRegistration.Faults;

namespace OrleansRegistration.Tests;

/// <summary>Mails to a server that behaves badly.</summary>
public sealed class MailServerTests
{
    [Fact]
    public async Task Mail_arrives_after_a_server_refused_stalled_and_dropped_and_the_owner_sees_how_far_it_is()
    {
        await using var server = new MailServer(
            MailServer.Behaviour.TurnAway,
            MailServer.Behaviour.Stall,
            MailServer.Behaviour.DropInMessage,
            MailServer.Behaviour.Accept
        );
        using var service = Over<ClockedService>(server);
        using var client = service.CreateClient();
        var form = Requests.NewSignUp();
        var account = (await client.RegisterAsync(form)).Is(201);
        Assert.Equal("pending", (await client.MeAsync(account))["mail_state"]);
        await client.UntilAsync(account, me => me["mail_failure"] == "unconfirmed");
        service.Clock.MoveOn(TimeSpan.FromMinutes(3)); // longer than the wait after the third try

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

        (
            await client.SendAsync(
                HttpMethod.Post,
                "/api/activate/resend/",
                null,
                ("Authorization", $"Bearer {account["token"]}")
            )
        ).Is(202);
        await ComeAsync(server);
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
    public async Task Server_that_refuses_our_sender_is_tried_again_because_the_address_may_be_right()
    {
        await using var server = new MailServer(
            MailServer.Behaviour.RefuseSender,
            MailServer.Behaviour.RefuseSender,
            MailServer.Behaviour.Accept
        );
        using var service = Over(server);
        using var client = service.CreateClient();
        var account = (await client.RegisterAsync(Requests.NewSignUp())).Is(201);
        Assert.Equal("sent", (await client.UntilAsync(account, me => me["mail_state"] != "pending"))["mail_state"]);
        Assert.Equal(3, server.Connected);
    }

    [Fact]
    public async Task Reset_mail_is_tried_again_too()
    {
        await using var server = new MailServer(
            MailServer.Behaviour.Accept,
            MailServer.Behaviour.TurnAway,
            MailServer.Behaviour.RefuseSender,
            MailServer.Behaviour.Accept
        );
        using var service = Over(server);
        using var client = service.CreateClient();
        var form = Requests.NewSignUp();
        var account = (await client.RegisterAsync(form)).Is(201);
        await client.UntilAsync(account, me => me["mail_state"] == "sent");
        (await client.SendAsync(HttpMethod.Post, "/api/password/forgot/", new { email = form["email"] })).Is(202);
        await client.UntilAsync(account, _ => server.Accepted.Count == 2);
        Assert.Equal(4, server.Connected);
        Assert.Equal("sent", (await client.MeAsync(account))["mail_state"]); // the state of the activation mail
        (
            await client.SendAsync(
                HttpMethod.Post,
                "/api/password/reset/",
                new
                {
                    token = server.Accepted.Last().Token(),
                    password1 = "another horse battery",
                    password2 = "another horse battery",
                }
            )
        ).Is(204);
    }

    [Theory]
    [Trait("Fault", "A1")]
    [InlineData("EHLO|HELO", "554 5.7.1 Go away")]
    [InlineData("MAIL", "550 5.1.8 Sender's domain not found")]
    [InlineData("MAIL", "550 5.1.1 No such sender")]
    [InlineData("RCPT", "504 5.5.2 need fully-qualified hostname")]
    [InlineData("RCPT", "554 5.7.1 relay access denied")]
    [InlineData("RCPT", "550 5.7.1 client host rejected")]
    [InlineData("RCPT", "550 5.1.8 Sender's domain not found")]
    [InlineData("RCPT", "550 5.1.7 Sender's address is not valid")]
    [InlineData("RCPT", "550 relaying denied")]
    [InlineData("RCPT", "553 not in my list of allowed hosts")]
    [InlineData("RCPT", "550 5.6.70 no such code")]
    [InlineData("DATA", "554 no")]
    [InlineData(".", "554 5.7.1 looks like spam")]
    public async Task Refusal_that_is_not_about_the_mailbox_is_tried_again_until_it_is_mended(
        string command,
        string reply
    )
    {
        await using var server = new MailServer(MailServer.Behaviour.Refuse, MailServer.Behaviour.Accept)
        {
            Refusal = (command, reply),
        };
        using var service = Over(server);
        using var client = service.CreateClient();
        var account = (await client.RegisterAsync(Requests.NewSignUp())).Is(201);
        var first = await client.UntilAsync(
            account,
            me => me["mail_failure"] is not null || me["mail_state"] != "pending"
        );
        Assert.Equal(("pending", "not_accepted"), (first["mail_state"], first["mail_failure"]));
        var last = await client.UntilAsync(account, me => me["mail_state"] != "pending");
        Assert.Equal("sent", last["mail_state"]);
        Assert.Single(server.Accepted);
        FaultTable.Now(
            "A1",
            $"{command} answered {reply}",
            $"{first["mail_state"]}, {first["mail_failure"]}; tried again: {last["mail_state"]}"
        );
    }

    [Theory]
    [Trait("Fault", "A1")]
    [InlineData("RCPT", "550 5.1.1 No such mailbox")]
    [InlineData("RCPT", "550 5.1.10 Null MX")]
    [InlineData("RCPT", "552 5.2.2 Mailbox full")]
    [InlineData("RCPT", "550 5.6.7 Not to that address")]
    [InlineData(".", "550 5.2.1 Mailbox disabled")]
    public async Task Refusal_that_is_about_the_mailbox_is_final(string command, string reply)
    {
        await using var server = new MailServer(MailServer.Behaviour.Refuse) { Refusal = (command, reply) };
        using var service = Over(server);
        using var client = service.CreateClient();
        var account = (await client.RegisterAsync(Requests.NewSignUp())).Is(201);
        var me = await client.UntilAsync(account, me => me["mail_failure"] is not null);
        Assert.Equal(("failed", "refused"), (me["mail_state"], me["mail_failure"]));
        Assert.Equal(1, server.Connected);
        FaultTable.Now("A1", $"{command} answered {reply}", $"{me["mail_state"]}, {me["mail_failure"]}");
    }

    [Theory]
    [Trait("Fault", "A1")]
    [InlineData("https://registration.example.org/sign-up", "", "EHLO registration.example.org")]
    [InlineData("https://exämple.org", "", "EHLO xn--exmple-cua.org")]
    [InlineData("http://127.0.0.1:8000", "", "EHLO [127.0.0.1]")]
    [InlineData("http://localhost:8000", "", "EHLO [127.0.0.1]")]
    [InlineData("https://registration.example.org", "mail.example.org", "EHLO mail.example.org")]
    [InlineData("https://registration.example.org", "192.0.2.1", "EHLO [192.0.2.1]")]
    [InlineData("https://registration.example.org", "2001:db8::1", "EHLO [IPv6:2001:db8::1]")]
    public async Task Server_is_told_the_name_of_PublicUrl_an_address_literal_or_what_the_setting_says(
        string publicUrl,
        string setting,
        string expected
    )
    {
        await using var server = new MailServer(MailServer.Behaviour.Accept);
        using var service = Over(server);
        service.Settings["PublicUrl"] = publicUrl;
        service.Settings["Mail:HeloName"] = setting;
        using var client = service.CreateClient();
        (await client.RegisterAsync(Requests.NewSignUp())).Is(201);
        await ComeAsync(server);
        Assert.Equal(expected, server.InClear.First());
        FaultTable.Now("A1", $"PublicUrl={publicUrl} Mail:HeloName={setting}", server.InClear.First());
    }

    [Fact]
    [Trait("Fault", "A2")]
    public async Task Address_beyond_ASCII_is_refused_with_its_own_reason_without_SMTPUTF8_and_no_envelope_is_sent()
    {
        await using var server = new MailServer(MailServer.Behaviour.Accept) { Extensions = ["8BITMIME"] };
        using var service = Over(server);
        using var client = service.CreateClient();
        var account = (await client.RegisterAsync(Requests.NewSignUp().With("email", "zoë@example.org"))).Is(201);
        var me = await client.UntilAsync(
            account,
            me => me["mail_failure"] is not null || me["mail_state"] != "pending"
        );
        Assert.Equal(("failed", "address_unsupported"), (me["mail_state"], me["mail_failure"]));
        Assert.DoesNotContain(server.InClear, line => line.StartsWith("MAIL", StringComparison.Ordinal));
        FaultTable.Now("A2", "zoë@example.org, no SMTPUTF8", $"{me["mail_state"]}, {me["mail_failure"]}");
    }

    [Fact]
    [Trait("Fault", "A3")]
    [Trait("Fault", "A2")]
    public async Task SMTPUTF8_is_used_for_addresses_that_need_it_and_for_no_others()
    {
        await using var server = new MailServer(MailServer.Behaviour.Accept);
        using var service = Over(server);
        service.Settings["Mail:MaxConcurrent"] = "1";
        using var client = service.CreateClient();
        string[] addresses = ["dom@exämple.org", "zoë@exämple.org", "dan@exämple.org"];
        for (var i = 0; i < addresses.Length; i++)
        {
            (await client.RegisterAsync(Requests.NewSignUp().With("email", addresses[i]))).Is(201);
            await ComeAsync(server, i + 1);
        }

        var mail = server.InClear.Where(line => line.StartsWith("MAIL", StringComparison.Ordinal)).ToArray();
        var recipients = server.InClear.Where(line => line.StartsWith("RCPT", StringComparison.Ordinal)).ToArray();
        var to = server
            .AcceptedText.Select(text =>
                text.Split("\r\n").First(line => line.StartsWith("To: ", StringComparison.Ordinal))
            )
            .ToArray();
        Assert.Equal([false, true, false], mail.Select(line => line.Contains("SMTPUTF8", StringComparison.Ordinal)));
        Assert.Equal("RCPT TO:<dom@xn--exmple-cua.org>", recipients[0]);
        Assert.Equal("To: dom@xn--exmple-cua.org", to[0]);
        Assert.StartsWith("RCPT TO:<zoë@", recipients[1], StringComparison.Ordinal);
        Assert.StartsWith("To: zoë@", to[1], StringComparison.Ordinal);
        Assert.Equal("To: dan@xn--exmple-cua.org", to[2]);
        FaultTable.Now("A2", $"{addresses[1]}, server with SMTPUTF8", $"{mail[1]}, {recipients[1]}");
        FaultTable.Now("A3", addresses[0], $"{mail[0]}, {recipients[0]}, {to[0]}");
    }

    [Fact]
    [Trait("Fault", "E9")]
    public async Task Message_that_may_have_been_taken_is_sent_again_much_later_as_the_same_message()
    {
        await using var server = new MailServer(MailServer.Behaviour.LoseAnswer, MailServer.Behaviour.Accept);
        using var service = Over<ClockedService>(server);
        service.Settings["Mail:RetrySeconds"] = "10";
        using var client = service.CreateClient();
        var account = (await client.RegisterAsync(Requests.NewSignUp())).Is(201);
        var first = await client.UntilAsync(account, me => me["mail_failure"] is not null);
        Assert.Equal(("pending", "unconfirmed"), (first["mail_state"], first["mail_failure"]));

        // An ordinary first wait is at most 10 seconds. This wait is at least 150 seconds.
        service.Clock.MoveOn(TimeSpan.FromSeconds(120));
        // The worker wakes the shards every two seconds.
        await Task.Delay(TimeSpan.FromSeconds(5), TestContext.Current.CancellationToken);
        Assert.Equal(1, server.Connected);

        service.Clock.MoveOn(TimeSpan.FromSeconds(180));
        await client.UntilAsync(account, me => me["mail_state"] == "sent");
        Assert.Equal(2, server.Accepted.Count);
        Assert.Single(server.Accepted.Select(mail => (mail.MessageId, mail.Date)).Distinct());
        Assert.EndsWith("@localhost", server.Accepted.First().MessageId, StringComparison.Ordinal);
        FaultTable.Now(
            "E9",
            "the message is taken, its answer lost",
            $"{server.Accepted.Count} copies in 300 s, "
                + $"{server.Accepted.Select(mail => mail.MessageId).Distinct().Count()} Message-ID"
        );

        // Mailboxes may show the first copy only.
        (
            await client.SendAsync(HttpMethod.Post, "/api/activate/", new { token = server.Accepted.First().Token() })
        ).Is(200);
    }

    [Fact]
    [Trait("Fault", "E9")]
    public async Task Mail_that_is_asked_for_again_is_another_message()
    {
        await using var server = new MailServer(MailServer.Behaviour.Accept);
        using var service = Over(server);
        service.Settings["Mail:MinIntervalSeconds"] = "0";
        using var client = service.CreateClient();
        var account = (await client.RegisterAsync(Requests.NewSignUp())).Is(201);
        await client.UntilAsync(account, me => me["mail_state"] == "sent");
        (
            await client.SendAsync(
                HttpMethod.Post,
                "/api/activate/resend/",
                null,
                ("Authorization", $"Bearer {account["token"]}")
            )
        ).Is(202);
        await ComeAsync(server, 2);
        Assert.Equal(2, server.Accepted.Select(mail => mail.MessageId).Distinct().Count());
    }

    private static async Task ComeAsync(MailServer server, int count = 1)
    {
        for (var tries = 0; server.Accepted.Count < count; tries++)
        {
            Assert.True(tries < 600, $"{server.Accepted.Count} mails of {count} came.");
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }
    }

    private static Service Over(MailServer server) => Over<Service>(server);

    private static TService Over<TService>(MailServer server)
        where TService : Service, new()
    {
        var service = new TService();
        service.Settings["Mail:Mode"] = "Smtp";
        service.Settings["Mail:Host"] = "127.0.0.1";
        service.Settings["Mail:Port"] = server.Port.ToString(CultureInfo.InvariantCulture);
        service.Settings["Mail:Security"] = "None";
        service.Settings["Mail:TimeoutSeconds"] = "1";
        service.Settings["Mail:RetrySeconds"] = "1";
        return service;
    }
}
