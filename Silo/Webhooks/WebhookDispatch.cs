using System.Collections.Concurrent;
using System.Data.Common;
using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using OrleansRegistration.Audit;
using OrleansRegistration.Keys;
using OrleansRegistration.Storage;

namespace OrleansRegistration.Webhooks;

/// <summary>
/// Claims deliveries that are due and tries them, at most <see cref="MostAtOnce"/> at once for each webhook, so that a
/// slow receiver delays no other one. Any number of nodes may do so at the same time.
/// </summary>
internal sealed partial class WebhookDispatch(
    WebhookRows rows,
    WebhookTable table,
    WebhookSender sender,
    MasterSecret master,
    IGrainFactory grains,
    ServiceClock clock,
    WebhookMetrics metrics,
    ILogger<WebhookDispatch> logger
)
{
    /// <summary>How many tries of one webhook this node makes at once.</summary>
    public const int MostAtOnce = 4;

    private static readonly TimeSpan DefaultPause = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestPause = TimeSpan.FromHours(1);

    // A secret that cannot be read is a mistake in the settings of this node. Another node may read it.
    private static readonly TimeSpan AfterSealed = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<Guid, DateTimeOffset> _pausedUntil = [];
    private readonly ConcurrentDictionary<Task, Guid> _underWay = [];

    /// <summary>Ends when one of the tries under way has ended.</summary>
    public Task NextEnd => _underWay.IsEmpty ? Task.Delay(Timeout.Infinite) : Task.WhenAny(_underWay.Keys);

    /// <summary>Ends when the tries under way have ended.</summary>
    public Task AllEnd => Task.WhenAll(_underWay.Keys);

    /// <summary>Begins the tries that are due and for which there is room.</summary>
    /// <param name="stopping">Ends the tries. What is not noted is tried again.</param>
    /// <returns>How many there were.</returns>
    /// <exception cref="DbException">The database does not answer.</exception>
    public async Task<int> BeginAsync(CancellationToken stopping)
    {
        var now = clock.Now;
        var webhooks = (await rows.ReadAsync(stopping))
            .Webhooks.Where(webhook => webhook.Stop is null && !IsPaused(webhook.Id, now))
            .ToDictionary(webhook => webhook.Id);
        var room = webhooks
            .Keys.Select(id => (id, MostAtOnce - _underWay.Values.Count(webhook => webhook == id)))
            .Where(one => one.Item2 > 0)
            .ToList();
        if (room.Count == 0)
        {
            return 0;
        }

        var claimed = await table.ClaimAsync(room, stopping);
        foreach (var delivery in claimed)
        {
            var attempt = Task.Run(() => TryAsync(webhooks[delivery.Webhook], delivery, stopping), stopping);
            _underWay[attempt] = delivery.Webhook;
            attempt.ContinueWith(_ => _underWay.TryRemove(attempt, out var _), TaskScheduler.Default).Ignore();
        }

        return claimed.Count;
    }

    private bool IsPaused(Guid webhook, DateTimeOffset now) =>
        _pausedUntil.TryGetValue(webhook, out var until) && until > now;

    private async Task TryAsync(WebhookRecord webhook, ClaimedDelivery delivery, CancellationToken stopping)
    {
        try
        {
            var now = clock.Now;
            var secrets = webhook
                .Secrets.Where(secret => secret.Signs(now))
                .Select(secret => master.Open(secret.Sealed));
            var reply = delivery.Body is { } body
                ? await sender.SendAsync(webhook.Url, [.. secrets], delivery.Event, body, stopping)
                : new WebhookReply(null, DeliveryFailure.Unreachable);
            await NoteAsync(webhook, delivery, reply);
        }
        catch (Exception exception) when (exception is CryptographicException or FormatException or ArgumentException)
        {
            LogSealed(webhook.Id);
            await table.PutOffAsync(delivery, clock.Now + AfterSealed, CancellationToken.None);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // Tried again when the lease has ended.
        }
        catch (Exception exception)
            when (exception is DbException or TimeoutException || Failure.IsTransient(exception))
        {
            LogNotNoted(exception);
        }
    }

    private async Task NoteAsync(WebhookRecord webhook, ClaimedDelivery delivery, WebhookReply reply)
    {
        var now = clock.Now;
        if (reply.Failure is not { } failure)
        {
            _pausedUntil.TryRemove(webhook.Id, out _);
            await table.NoteAsync(delivery, DeliveryState.Done, now, reply, CancellationToken.None);
            metrics.Tried("delivered", now - delivery.QueuedAt);
            return;
        }

        var wait = reply.IsGone
            ? null
            : DeliverySchedule.WaitAfter(
                delivery.Tries + 1,
                reply.IsOverload ? reply.RetryAfter : null,
                RandomNumberGenerator.GetInt32(1000) / 1000.0
            );
        if (reply.IsOverload)
        {
            Pause(webhook.Id, reply.RetryAfter ?? DefaultPause, now);
        }

        if (wait is null && await StopReasonAsync(webhook, delivery, reply) is { } why)
        {
            await grains.GetWebhooks().StopAsync(webhook.Id, why, new(Guid.NewGuid(), Worker));
            LogStopped(webhook.Id, why);
        }

        await table.NoteAsync(
            delivery,
            wait is null ? DeliveryState.Failed : DeliveryState.Waiting,
            now + (wait ?? TimeSpan.Zero),
            reply,
            CancellationToken.None
        );
        metrics.Failed(failure, isOver: wait is null);
    }

    private static Actor Worker => new(ActorKind.Command, "webhooks");

    // Days have passed since a delivery whose last try failed was queued.
    private async Task<WebhookStop?> StopReasonAsync(
        WebhookRecord webhook,
        ClaimedDelivery delivery,
        WebhookReply reply
    ) =>
        reply.IsGone ? WebhookStop.Gone
        : webhook.EnabledAt <= delivery.QueuedAt
        && !await table.AnyDoneAsync(webhook.Id, delivery.QueuedAt, CancellationToken.None)
            ? WebhookStop.Failing
        : null;

    private void Pause(Guid webhook, TimeSpan asked, DateTimeOffset now) =>
        _pausedUntil[webhook] = now + (asked < LongestPause ? asked : LongestPause);

    [LoggerMessage(
        Level = LogLevel.Error,
        Message = "A secret of webhook {Webhook} cannot be decrypted, so nothing is sent to it from here. "
            + "Keys:MasterSecret (or, when that is empty, keys/master.key in DataDirectory) "
            + "must be that of the Web API."
    )]
    private partial void LogSealed(Guid webhook);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "It was not noted how a try to deliver an event ended. The event is sent again."
    )]
    private partial void LogNotNoted(Exception exception);

    [LoggerMessage(Level = LogLevel.Warning, Message = "Webhook {Webhook} was disabled: {Why}.")]
    private partial void LogStopped(Guid webhook, WebhookStop why);
}
