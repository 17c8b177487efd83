using System.Data.Common;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using OrleansRegistration.Audit;
using OrleansRegistration.Keys;
using OrleansRegistration.ReadModel;
using OrleansRegistration.Storage;
using OrleansRegistration.Users;
using OrleansRegistration.Webhooks;

namespace OrleansRegistration.Tests;

[Collection("SQLite")]
public sealed class WebhooksOnSqlite(SqliteCluster cluster) : WebhookTests(cluster);

[Collection("PostgreSQL")]
public sealed class WebhooksOnPostgres(PostgresCluster cluster) : WebhookTests(cluster);

[Collection("Two databases")]
public sealed class WebhooksOnTwoDatabases(SpreadCluster cluster) : WebhookTests(cluster);

/// <summary>Events reach webhooks at least once, whatever the receivers do.</summary>
public abstract class WebhookTests : IAsyncLifetime
{
    private readonly RegistrationCluster _cluster;
    private readonly List<Guid> _webhooks = [];
    private readonly List<Receiver> _receivers = [];

    protected WebhookTests(RegistrationCluster cluster)
    {
        _cluster = cluster;
        cluster.Faults.Clear();
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private WebhookTable Table => Of<WebhookTable>(0);

    private IWebhookDeliveriesGrain Deliveries => _cluster.Grains.GetWebhookDeliveries();

    public ValueTask InitializeAsync() => default;

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        foreach (var webhook in _webhooks)
        {
            await _cluster.Grains.GetWebhooks().DeleteAsync(webhook, Acts.New());
            await Deliveries.ForgetAsync(webhook);
        }

        foreach (var receiver in _receivers)
        {
            await receiver.DisposeAsync();
        }
    }

    [Fact]
    public async Task Sign_up_activation_and_deletion_arrive_once_in_order_signed_and_without_personal_data()
    {
        var (webhook, receiver) = await AddAsync("user.registered", "user.activated", "user.deleted");
        var signUp = RegistrationCluster.SignUp();
        var account = (await _cluster.RegisterAsync(signUp)).Account!;
        await ArriveAsync(1);
        await _cluster.Grains.GetUserEffects(account.Id).ActivateAsync();
        await ArriveAsync(2);
        await _cluster.Grains.GetUser(account.Id).EndAsync(RegistrationCluster.Password);
        await ArriveAsync(3);

        await DispatchAsync();
        var mine = Mine();
        Assert.Equal(
            ["user.registered", "user.activated", "user.deleted"],
            mine.Select(one => JsonDocument.Parse(one.Body).RootElement.GetProperty("type").GetString())
        );
        Assert.Equal(3, mine.DistinctBy(one => one.Id).Count());
        Assert.All(mine, one => Assert.True(IsSigned(one, webhook.Secret), one.Signature));
        Assert.All(
            mine,
            one =>
            {
                Assert.DoesNotContain(signUp.Username.Value, one.Body, StringComparison.Ordinal);
                Assert.DoesNotContain(signUp.Email.Value, one.Body, StringComparison.Ordinal);
            }
        );
        Assert.Equal(DeliveryState.Done, (await ListAsync(webhook.Id))[0].State);

        Received[] Mine() =>
            [.. receiver.All.Where(one => one.Body.Contains(account.Id.ToString(), StringComparison.Ordinal))];

        Task ArriveAsync(int count) =>
            UntilAsync(async () =>
            {
                await DispatchAsync();
                return Mine().Length >= count;
            });
    }

    [Fact]
    public async Task Used_up_code_is_told_once()
    {
        var (_, receiver) = await AddAsync("invitation.exhausted");
        var inviter = await _cluster.InviterAsync(limit: 1);
        await _cluster.RegisterAsync(RegistrationCluster.SignUp(inviter.InvitationCode));
        await UntilAsync(async () =>
        {
            await DispatchAsync();
            return Mine() > 0;
        });
        await DispatchAsync();
        Assert.Equal(1, Mine());

        int Mine() =>
            receiver.All.Count(one =>
                one.Body.Contains($"\"{inviter.InvitationCode.Value}\"", StringComparison.Ordinal)
            );
    }

    [Fact]
    public async Task What_no_webhook_wants_is_not_stored_and_what_one_wants_is_stored_once()
    {
        var (webhook, receiver) = await AddAsync("user.activated");
        await QueueAsync(New("user.registered"));
        Assert.Empty(await ListAsync(webhook.Id));
        var wanted = New("user.activated");
        await QueueAsync(wanted);
        await QueueAsync(wanted);
        Assert.Single(await ListAsync(webhook.Id));
        await ChangeAsync(webhook.Id, enabled: false);
        await QueueAsync(New("user.activated"));
        await DispatchAsync();
        Assert.Empty(receiver.All); // what waits goes on when the webhook is enabled again
        await ChangeAsync(webhook.Id, enabled: true);
        await DispatchAsync();
        Assert.Equal(wanted.Id.ToString("D"), Assert.Single(receiver.All).Id);
    }

    [Fact]
    public async Task Failed_tries_are_repeated_by_the_schedule_with_the_same_id_and_body_until_the_event_is_taken()
    {
        var (webhook, receiver) = await AddAsync("user.registered");
        receiver.Answer = Receiver.Status(500);
        await QueueAsync(New("user.registered"));
        await DispatchAsync();
        await DispatchAsync();
        var once = Assert.Single(await ListAsync(webhook.Id));
        Assert.Equal(
            (DeliveryState.Waiting, 1, 500, DeliveryFailure.Status),
            (once.State, once.Tries, once.LastStatus, once.LastFailure)
        );
        Assert.Single(receiver.All);

        _cluster.Clock.MoveOn(TimeSpan.FromSeconds(7));
        receiver.Answer = Receiver.Status(302, location: receiver.Url);
        await DispatchAsync();
        Assert.Equal(DeliveryFailure.Redirect, (await ListAsync(webhook.Id))[0].LastFailure);
        Assert.Equal(2, receiver.All.Count);

        _cluster.Clock.MoveOn(TimeSpan.FromMinutes(7));
        receiver.Answer = Receiver.Status(200);
        await DispatchAsync();
        Assert.Equal(
            (DeliveryState.Done, 3),
            ((await ListAsync(webhook.Id))[0] is var done ? (done.State, done.Tries) : default)
        );
        Assert.Single(receiver.All.Select(one => (one.Id, one.Body)).Distinct());
        Assert.Equal(3, receiver.All.DistinctBy(one => one.Timestamp).Count());
        Assert.All(receiver.All, one => Assert.True(IsSigned(one, webhook.Secret)));
    }

    [Fact]
    public async Task Webhook_whose_receiver_takes_nothing_for_days_is_disabled_and_a_replay_delivers()
    {
        var (webhook, receiver) = await AddAsync("user.registered");
        receiver.Answer = Receiver.Status(500);
        await QueueAsync(New("user.registered"));
        for (var tries = 0; tries < DeliverySchedule.MaxTries; tries++)
        {
            Assert.Null((await FindAsync(webhook.Id)).Stop);
            await DispatchAsync();
            _cluster.Clock.MoveOn(TimeSpan.FromHours(30));
        }

        Assert.Equal(WebhookStop.Failing, (await FindAsync(webhook.Id)).Stop);
        var failed = Assert.Single(await ListAsync(webhook.Id, DeliveryState.Failed));
        Assert.Equal((DeliverySchedule.MaxTries, null), (failed.Tries, failed.NextTryAt));
        Assert.Contains(("webhook.stop", "command/webhooks"), await ActsAsync());

        receiver.Answer = Receiver.Status(204);
        await ChangeAsync(webhook.Id, enabled: true);
        Assert.Equal(1, await Deliveries.ReplayFailedAsync(webhook.Id, _cluster.Clock.GetUtcNow().AddYears(-1)));
        await DispatchAsync();
        Assert.Equal(DeliveryState.Done, Assert.Single(await ListAsync(webhook.Id)).State);
        Assert.Single(receiver.All.DistinctBy(one => one.Id));

        Assert.True(await Deliveries.ReplayAsync(webhook.Id, failed.Event));
        Assert.False(await Deliveries.ReplayAsync(webhook.Id, Guid.NewGuid()));
        await DispatchAsync();
        Assert.Equal(DeliverySchedule.MaxTries + 2, receiver.All.Count);
    }

    [Fact]
    public async Task Receiver_that_answers_410_gets_no_more_events()
    {
        var (webhook, receiver) = await AddAsync("user.registered");
        receiver.Answer = Receiver.Status(410);
        await QueueAsync(New("user.registered"));
        await DispatchAsync();
        Assert.Equal(WebhookStop.Gone, (await FindAsync(webhook.Id)).Stop);
        Assert.Equal(DeliveryState.Failed, Assert.Single(await ListAsync(webhook.Id)).State);
        await QueueAsync(New("user.registered"));
        await DispatchAsync();
        Assert.Single(receiver.All);
    }

    [Theory]
    [InlineData(429)]
    [InlineData(503)]
    public async Task Receiver_with_too_much_to_do_is_left_alone_as_long_as_it_asks(int status)
    {
        var (webhook, receiver) = await AddAsync("user.registered");
        receiver.Answer = Receiver.Status(status, retryAfter: "600");
        await QueueAsync(New("user.registered"));
        await DispatchAsync();
        await QueueAsync(New("user.registered"));
        _cluster.Clock.MoveOn(TimeSpan.FromSeconds(500));
        receiver.Answer = Receiver.Status(200);
        await DispatchAsync();
        Assert.Single(receiver.All);
        Assert.Equal((2L, 0L), await CountAsync(webhook.Id));
        _cluster.Clock.MoveOn(TimeSpan.FromSeconds(200));
        await DispatchAsync();
        Assert.Equal((0L, 0L), await CountAsync(webhook.Id));
        Assert.Equal(3, receiver.All.Count);
    }

    [Fact]
    public async Task Receiver_that_hangs_delays_no_other_one_and_its_try_ends()
    {
        var (slow, hanging) = await AddAsync("user.registered");
        var (_, quick) = await AddAsync("user.registered");
        hanging.Answer = context => Task.Delay(Timeout.Infinite, context.RequestAborted);
        for (var i = 0; i < 2 * ClaimedDeliveries.LeastAtOnce; i++)
        {
            await QueueAsync(New("user.registered"));
        }

        var dispatch = Of<WebhookDispatch>(0);
        await UntilAsync(async () =>
        {
            await dispatch.BeginAsync(Cancel);
            return quick.All.Count == 2 * ClaimedDeliveries.LeastAtOnce;
        });
        await dispatch.EndAsync();
        Assert.Contains(await ListAsync(slow.Id), one => one.LastFailure is DeliveryFailure.TimedOut);
    }

    [Fact]
    public async Task Node_that_dies_after_it_sent_and_before_it_noted_makes_the_event_arrive_again()
    {
        var (webhook, receiver) = await AddAsync("user.registered");
        using var death = new CancellationTokenSource();
        receiver.Answer = async context =>
        {
            await death.CancelAsync(); // the event has arrived
            await Task.Delay(Timeout.Infinite, context.RequestAborted);
        };
        await QueueAsync(New("user.registered"));
        await Of<WebhookDispatch>(0).BeginAsync(death.Token);
        await Of<WebhookDispatch>(0)
            .EndAsync()
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
        Assert.Single(receiver.All);

        receiver.Answer = Receiver.Status(204);
        await DispatchAsync();
        Assert.Single(receiver.All); // the lease has not ended
        _cluster.Clock.MoveOn(TimeSpan.FromMinutes(4));
        await DispatchAsync();
        Assert.Equal(2, receiver.All.Count);
        Assert.Single(receiver.All.DistinctBy(one => one.Id));
        Assert.Equal(DeliveryState.Done, Assert.Single(await ListAsync(webhook.Id)).State);
    }

    [Fact]
    public async Task Node_that_stops_gives_back_what_it_has_not_tried()
    {
        var (webhook, receiver) = await AddAsync("user.registered");
        await QueueAsync([.. Enumerable.Range(0, 40).Select(_ => New("user.registered"))]);
        var dispatch = Of<WebhookDispatch>(0);
        Assert.Equal(ClaimedDeliveries.LeastAtOnce, await dispatch.BeginAsync(Cancel));
        await dispatch.EndAsync();
        const int atOnce = 2 * ClaimedDeliveries.LeastAtOnce; // each success made room for one more

        using var stop = new CancellationTokenSource();
        receiver.Answer = context => Task.Delay(Timeout.Infinite, context.RequestAborted);
        var claimed = await dispatch.BeginAsync(stop.Token);
        Assert.True(claimed > atOnce, $"{claimed}");
        await UntilAsync(() => Task.FromResult(receiver.All.Count == ClaimedDeliveries.LeastAtOnce + atOnce));
        await stop.CancelAsync();
        await dispatch.EndAsync();

        receiver.Answer = Receiver.Status(204);
        await DispatchAsync();
        Assert.Equal((atOnce, 0), await CountAsync(webhook.Id)); // their leases have not ended
        _cluster.Clock.MoveOn(TimeSpan.FromMinutes(4));
        await DispatchAsync();
        Assert.Equal((0, 0), await CountAsync(webhook.Id));
        Assert.Equal(40 + atOnce, receiver.All.Count);
        Assert.Equal(40, receiver.All.DistinctBy(one => one.Id).Count());
    }

    [Fact]
    public async Task What_ends_while_a_commit_waits_shares_the_next_one()
    {
        var (webhook, _) = await AddAsync("user.registered");
        await QueueAsync([.. Enumerable.Range(0, 60).Select(_ => New("user.registered"))]);
        var claimed = await Table.ClaimAsync([(webhook.Id, 60)], Cancel);
        Assert.Equal(60, claimed.Count);

        var notes = new DeliveryNotes(Table);
        Task noted;
        await using (var other = await OpenAsync())
        {
            await other.BeginAsync(Cancel);
            await other.RunAsync("update webhook_delivery set tries = tries where service_id = @service", Cancel);
            noted = Task.WhenAll(
                claimed.Select(one => notes.AddAsync(new(one, DeliveryState.Done, one.QueuedAt, new(204, null))))
            );
            await other.CommitAsync(Cancel);
        }

        await noted;
        Assert.InRange(notes.Commits, 1, 2);
        Assert.Equal((0, 0), await CountAsync(webhook.Id));
        Assert.All(
            await ListAsync(webhook.Id),
            one =>
                Assert.Equal(
                    (DeliveryState.Done, 1, 204, null),
                    (one.State, one.Tries, one.LastStatus, one.LastFailure)
                )
        );
    }

    [Fact]
    public async Task Note_of_an_old_claim_changes_nothing()
    {
        var (webhook, _) = await AddAsync("user.registered");
        await QueueAsync(New("user.registered"));
        var old = Assert.Single(await Table.ClaimAsync([(webhook.Id, 1)], Cancel));
        Assert.Empty(await Table.ClaimAsync([(webhook.Id, 1)], Cancel));
        _cluster.Clock.MoveOn(TimeSpan.FromMinutes(4));
        var next = Assert.Single(await Table.ClaimAsync([(webhook.Id, 1)], Cancel));
        var now = _cluster.Clock.GetUtcNow();
        await Table.NoteAsync([new(next, DeliveryState.Done, now, new(200, null))], Cancel);
        await Table.NoteAsync([new(old, DeliveryState.Waiting, now, new(500, DeliveryFailure.Status))], Cancel);
        Assert.Equal(DeliveryState.Done, Assert.Single(await ListAsync(webhook.Id)).State);
    }

    [Fact]
    public async Task Two_nodes_that_work_at_the_same_time_send_each_event_once()
    {
        var (webhook, receiver) = await AddAsync("user.registered");
        var events = Enumerable.Range(0, 100).Select(_ => New("user.registered")).ToArray();
        await QueueAsync(events);
        await Task.WhenAll(
            Enumerable
                .Range(0, 2)
                .Select(silo =>
                    UntilAsync(async () =>
                    {
                        await Of<WebhookDispatch>(silo).BeginAsync(Cancel);
                        await Of<WebhookDispatch>(silo).EndAsync();
                        return (await CountAsync(webhook.Id)).Waiting == 0;
                    })
                )
        );
        Assert.Equal(
            events.Select(one => one.Id.ToString("D")).Order(StringComparer.Ordinal),
            receiver.All.Select(one => one.Id).Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public async Task Both_secrets_sign_after_a_rotation_until_the_old_one_expires_or_is_removed()
    {
        var (webhook, receiver) = await AddAsync("user.registered");
        var second = RandomNumberGenerator.GetBytes(32);
        var rotated = await _cluster.Grains.GetWebhooks().AddSecretAsync(webhook.Id, Seal(second), Acts.New());
        Assert.Equal([1, 2], rotated.Webhook!.Secrets.Select(secret => secret.Number));
        Assert.Equal((true, true), await SignedAsync());
        _cluster.Clock.MoveOn(TimeSpan.FromHours(25));
        Assert.Equal((false, true), await SignedAsync());

        var third = Seal(RandomNumberGenerator.GetBytes(32));
        await _cluster.Grains.GetWebhooks().AddSecretAsync(webhook.Id, third, Acts.New());
        Assert.Equal((false, true), await SignedAsync());
        Assert.Equal(WebhookOutcome.SecretInUse, await RemoveAsync(3));
        Assert.Equal(WebhookOutcome.NotFound, await RemoveAsync(1));
        Assert.Equal(WebhookOutcome.Done, await RemoveAsync(2));
        Assert.Equal((false, false), await SignedAsync());

        Task<WebhookOutcome> RemoveAsync(int number) =>
            _cluster.Grains.GetWebhooks().RemoveSecretAsync(webhook.Id, number, Acts.New());

        async Task<(bool First, bool Second)> SignedAsync()
        {
            receiver.All.Clear();
            await QueueAsync(New("user.registered"));
            await DispatchAsync();
            var one = Assert.Single(receiver.All);
            return (IsSigned(one, webhook.Secret), IsSigned(one, second));
        }
    }

    [Fact]
    public async Task Old_deliveries_are_deleted_and_young_ones_and_replayed_ones_stay()
    {
        var (webhook, _) = await AddAsync("user.registered");
        var (old, replayed) = (New("user.registered"), New("user.registered"));
        await QueueAsync(old, replayed);
        _cluster.Clock.MoveOn(TimeSpan.FromDays(31));
        var young = New("user.registered");
        await QueueAsync(young);
        Assert.True(await Deliveries.ReplayAsync(webhook.Id, replayed.Id));
        await Table.SweepAsync(_cluster.Clock.GetUtcNow().AddDays(-30), Cancel);
        Assert.Equal(
            new[] { replayed.Id, young.Id }.Order(),
            (await ListAsync(webhook.Id)).Select(one => one.Event).Order()
        );
    }

    [Fact]
    public async Task Pages_list_every_delivery_once_and_newest_first()
    {
        var (webhook, _) = await AddAsync("user.registered");
        for (var i = 0; i < 5; i++)
        {
            await QueueAsync(New("user.registered"), New("user.registered"));
        }

        var (listed, after) = (new List<Delivery>(), (DeliveryPosition?)null);
        do
        {
            var page = await Deliveries.ListAsync(webhook.Id, DeliveryState.Waiting, after, 3);
            Assert.InRange(page.Items.Length, 1, 3);
            listed.AddRange(page.Items);
            after = page.Next;
        } while (after is not null);

        Assert.Equal(10, listed.DistinctBy(one => one.Event).Count());
        Assert.Equal(
            listed.OrderByDescending(one => one.QueuedAt).Select(one => one.QueuedAt),
            listed.Select(one => one.QueuedAt)
        );
        Assert.Empty((await Deliveries.ListAsync(webhook.Id, DeliveryState.Done, null, 3)).Items);
    }

    [Fact]
    public async Task Changes_may_be_repeated_and_every_one_is_in_the_audit_log_without_address_and_secret()
    {
        var grain = _cluster.Grains.GetWebhooks();
        var (id, create) = (Guid.NewGuid(), Acts.New());
        _webhooks.Add(id);
        var terms = new WebhookTerms("https://example.com/token-in-path", ["user.registered"], null, "shop");
        Assert.Equal(WebhookOutcome.Done, (await grain.CreateAsync(id, terms, Seal([1]), create)).Outcome);
        Assert.Equal(WebhookOutcome.Done, (await grain.CreateAsync(id, terms, Seal([1]), create)).Outcome);
        var change = Acts.New();
        var changed = new WebhookTerms(null, ["user.deleted"], false, "");
        Assert.Equal(WebhookStop.Operator, (await grain.ChangeAsync(id, changed, change)).Webhook!.Stop);
        Assert.Equal(WebhookOutcome.Done, (await grain.ChangeAsync(id, changed, change)).Outcome);
        var delete = Acts.New();
        Assert.Equal(WebhookOutcome.Done, await grain.DeleteAsync(id, delete));
        Assert.Equal(WebhookOutcome.Done, await grain.DeleteAsync(id, delete));
        Assert.Equal(WebhookOutcome.NotFound, await grain.DeleteAsync(id, Acts.New()));
        Assert.Equal(WebhookOutcome.NotFound, (await grain.ChangeAsync(id, changed, Acts.New())).Outcome);

        var entries = await EntriesAsync(id);
        Assert.Equal(["webhook.create", "webhook.change", "webhook.delete"], entries.Select(entry => entry.Kind));
        Assert.All(entries, entry => Assert.DoesNotContain("token-in-path", entry.Data, StringComparison.Ordinal));
    }

    [Fact]
    public async Task There_are_at_most_twenty_webhooks_and_five_secrets_of_each()
    {
        var outcomes = new List<WebhookOutcome>();
        while (outcomes.Count <= Webhook.Most)
        {
            var id = Guid.NewGuid();
            _webhooks.Add(id);
            outcomes.Add(
                (
                    await _cluster
                        .Grains.GetWebhooks()
                        .CreateAsync(
                            id,
                            new("https://example.com/", ["user.deleted"], false, null),
                            Seal([1]),
                            Acts.New()
                        )
                ).Outcome
            );
        }

        Assert.Equal(WebhookOutcome.TooMany, outcomes[^1]);
        Assert.Equal(Webhook.Most, (await _cluster.Grains.GetWebhooks().ListAsync()).Length);
        for (var number = 2; number <= Webhook.MostSecrets + 1; number++)
        {
            var added = await _cluster.Grains.GetWebhooks().AddSecretAsync(_webhooks[0], Seal([1]), Acts.New());
            Assert.Equal(number <= Webhook.MostSecrets ? WebhookOutcome.Done : WebhookOutcome.TooMany, added.Outcome);
        }
    }

    private static ServiceEvent New(string type) =>
        new(
            Guid.NewGuid(),
            type,
            TimeProvider.System.GetUtcNow(),
            Guid.NewGuid().ToString("D"),
            new Dictionary<string, string> { ["limit"] = "5" }
        );

    private T Of<T>(int silo)
        where T : notnull => _cluster.Silo.Silos[silo].ServiceProvider.GetRequiredService<T>();

    private string Seal(byte[] secret) => Of<MasterSecret>(0).Seal(secret);

    private static bool IsSigned(Received one, byte[] secret) =>
        one.Signature.Split(' ').Contains(WebhookSender.Sign([secret], one.Id, one.Timestamp, one.Body));

    private async Task<((Guid Id, byte[] Secret) Webhook, Receiver Receiver)> AddAsync(params string[] events)
    {
        var receiver = await Receiver.StartAsync();
        _receivers.Add(receiver);
        var (id, secret) = (Guid.NewGuid(), RandomNumberGenerator.GetBytes(32));
        _webhooks.Add(id);
        var added = await _cluster
            .Grains.GetWebhooks()
            .CreateAsync(id, new(receiver.Url, [.. events], null, null), Seal(secret), Acts.New());
        Assert.Equal(WebhookOutcome.Done, added.Outcome);
        return ((id, secret), receiver);
    }

    private Task<WebhookResult> ChangeAsync(Guid webhook, bool enabled) =>
        _cluster.Grains.GetWebhooks().ChangeAsync(webhook, new(null, null, enabled, null), Acts.New());

    private async Task<Webhook> FindAsync(Guid webhook) =>
        (await _cluster.Grains.GetWebhooks().ListAsync()).Single(one => one.Id == webhook);

    private async Task<IReadOnlyList<Delivery>> ListAsync(Guid webhook, DeliveryState? state = null) =>
        (await Deliveries.ListAsync(webhook, state, null, 100)).Items;

    private async Task<(long Waiting, long Failed)> CountAsync(Guid webhook) =>
        (await Deliveries.CountAsync()).FirstOrDefault(one => one.Webhook == webhook) is { } counts
            ? (counts.Waiting, counts.Failed)
            : default;

    private Task<ReadModelConnection> OpenAsync() =>
        ReadModelConnection.OpenAsync(Of<RegistrationStore>(0), RegistrationCluster.ServiceId, Cancel);

    /// <summary>Queues events as the projector does.</summary>
    private async Task QueueAsync(params ServiceEvent[] events)
    {
        await using var target = await OpenAsync();
        await target.BeginAsync(Cancel);
        foreach (var sink in _cluster.Silo.Silos[0].ServiceProvider.GetServices<IEventSink>())
        {
            await sink.WriteAsync(target, events, Cancel);
        }

        await target.CommitAsync(Cancel);
    }

    /// <summary>Tries everything that is due, on the first silo.</summary>
    private async Task DispatchAsync()
    {
        var dispatch = Of<WebhookDispatch>(0);
        while (await dispatch.BeginAsync(Cancel) > 0)
        {
            await dispatch.EndAsync();
        }
    }

    private static async Task UntilAsync(Func<Task<bool>> isSo)
    {
        for (var tries = 0; !await isSo(); tries++)
        {
            Assert.True(tries < 1500, "It does not come about.");
            await Task.Delay(20, Cancel);
        }
    }

    private async Task<IReadOnlyList<(string Kind, string Actor)>> ActsAsync() =>
        [.. (await AuditAsync()).Select(entry => (entry.Kind, entry.Actor))];

    private async Task<IReadOnlyList<(string Kind, string Actor, string Data)>> EntriesAsync(Guid webhook) =>
        [.. (await AuditAsync()).Where(entry => entry.Data.Contains(webhook.ToString("D"), StringComparison.Ordinal))];

    private async Task<IReadOnlyList<(string Kind, string Actor, string Data)>> AuditAsync()
    {
        var entries = new List<(string, string, string)>();
        foreach (var database in Of<RegistrationStore>(0).Databases)
        {
            await using var connection = await database.OpenAsync(Cancel);
            await using var command = connection.CreateCommand();
            command.CommandText =
                "select kind, actor, data from audit_entry where subject = 'webhooks/service' order by number";
            await using var reader = await command.ExecuteReaderAsync(Cancel);
            while (await reader.ReadAsync(Cancel))
            {
                entries.Add((reader.GetString(0), reader.GetString(1), reader.GetString(2)));
            }
        }

        return entries;
    }
}
