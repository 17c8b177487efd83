using System.Collections.Concurrent;
using System.Data.Common;
using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using OrleansRegistration.Audit;
using OrleansRegistration.Keys;
using OrleansRegistration.Storage;

namespace OrleansRegistration.Webhooks;

/// <summary>
/// Claims deliveries that are due, many at a time, and tries them. A webhook has its own tries (<see
/// cref="ClaimedDeliveries"/>), so a slow receiver delays no other one. Any number of nodes may do so at the same time.
/// </summary>
internal sealed partial class WebhookDispatch(
    WebhookRows rows,
    WebhookTable table,
    DeliveryNotes notes,
    WebhookSender sender,
    MasterSecret master,
    IGrainFactory grains,
    ServiceClock clock,
    WebhookMetrics metrics,
    ILogger<WebhookDispatch> logger
)
{
    private static readonly TimeSpan DefaultPause = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestPause = TimeSpan.FromHours(1);

    // A secret that cannot be read is a mistake in the settings of this node. Another node may read it.
    private static readonly TimeSpan AfterSealed = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<Guid, DateTimeOffset> _pausedUntil = [];
    private readonly ConcurrentDictionary<Guid, ClaimedDeliveries> _claimed = [];
    private readonly ConcurrentDictionary<Task, bool> _underWay = [];
    private TaskCompletionSource _room = new();

    /// <summary>Ends when there is room for more tries than at the last begin.</summary>
    public Task NextRoom => _room.Task;

    /// <summary>Ends when all that was claimed has been tried and noted.</summary>
    public async Task EndAsync()
    {
        while (_underWay.Keys.FirstOrDefault(attempt => !attempt.IsCompleted) is { } attempt)
        {
            await attempt;
        }
    }

    /// <summary>Claims what is due and for which there is room, and begins to try it.</summary>
    /// <param name="stopping">Ends the tries. What is not noted is tried again.</param>
    /// <returns>How many deliveries were claimed.</returns>
    /// <exception cref="DbException">The database does not answer.</exception>
    public async Task<int> BeginAsync(CancellationToken stopping)
    {
        _room = new(TaskCreationOptions.RunContinuationsAsynchronously);
        var now = clock.Now;
        var webhooks = (await rows.ReadAsync(stopping)).Webhooks.Where(webhook => webhook.Stop is null).ToList();
        foreach (var id in _claimed.Keys.Except(webhooks.Select(webhook => webhook.Id)))
        {
            _claimed[id].Webhook = null;
        }

        var room = new List<(Guid, int)>();
        foreach (var webhook in webhooks)
        {
            var claimed = _claimed.GetOrAdd(webhook.Id, _ => new());
            claimed.Webhook = webhook;
            if (claimed.Room is > 0 and var most && !IsPaused(webhook.Id, now))
            {
                room.Add((webhook.Id, most));
            }
        }

        if (room.Count == 0)
        {
            return 0;
        }

        var deliveries = await table.ClaimAsync(room, stopping);
        foreach (var delivery in deliveries)
        {
            _claimed[delivery.Webhook].Add(delivery);
        }

        foreach (var (webhook, _) in room)
        {
            Fill(_claimed[webhook], stopping);
        }

        return deliveries.Count;
    }

    private void Fill(ClaimedDeliveries claimed, CancellationToken stopping)
    {
        while (claimed.Begin() is { } delivery)
        {
            var attempt = Task.Run(() => TryAsync(claimed, delivery, stopping), CancellationToken.None);
            _underWay[attempt] = true;
            attempt.ContinueWith(_ => _underWay.TryRemove(attempt, out var _), TaskScheduler.Default).Ignore();
        }
    }

    private bool IsPaused(Guid webhook, DateTimeOffset now) =>
        _pausedUntil.TryGetValue(webhook, out var until) && until > now;

    private async Task TryAsync(ClaimedDeliveries claimed, ClaimedDelivery delivery, CancellationToken stopping)
    {
        try
        {
            DeliveryNote? note = null;
            try
            {
                note = await NoteOfTryAsync(claimed, delivery, stopping);
            }
            finally
            {
                // The next try need not wait until the result of this one is stored.
                claimed.End(isTaken: note?.Reply is { } reply ? reply.Failure is null : null);
                Fill(claimed, stopping);
            }

            await notes.AddAsync(note);
            metrics.Noted(note, clock.Now);
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
        finally
        {
            claimed.Forget();
            if (claimed.Room > 0)
            {
                _room.TrySetResult();
            }
        }
    }

    /// <summary>Tries a delivery, or gives it back.</summary>
    private async Task<DeliveryNote> NoteOfTryAsync(
        ClaimedDeliveries claimed,
        ClaimedDelivery delivery,
        CancellationToken stopping
    )
    {
        var now = clock.Now;
        if (
            claimed.Webhook is not { } webhook
            || stopping.IsCancellationRequested
            || now > delivery.BeginBefore
            || IsPaused(webhook.Id, now)
        )
        {
            return new(delivery, DeliveryState.Waiting, now, Reply: null);
        }

        byte[][] secrets;
        try
        {
            secrets =
            [
                .. webhook.Secrets.Where(secret => secret.Signs(now)).Select(secret => master.Open(secret.Sealed)),
            ];
        }
        catch (Exception exception) when (exception is CryptographicException or FormatException or ArgumentException)
        {
            LogSealed(webhook.Id);
            return new(delivery, DeliveryState.Waiting, now + AfterSealed, Reply: null);
        }

        var reply = delivery.Body is { } body
            ? await sender.SendAsync(webhook.Url, secrets, delivery.Event, body, stopping)
            : new WebhookReply(null, DeliveryFailure.Unreachable);
        return await NoteOfAsync(claimed, webhook, delivery, reply);
    }

    private async Task<DeliveryNote> NoteOfAsync(
        ClaimedDeliveries claimed,
        WebhookRecord webhook,
        ClaimedDelivery delivery,
        WebhookReply reply
    )
    {
        var now = clock.Now;
        if (reply.Failure is null)
        {
            _pausedUntil.TryRemove(webhook.Id, out _);
            return new(delivery, DeliveryState.Done, now, reply);
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
            claimed.Webhook = null;
            LogStopped(webhook.Id, why);
        }

        return wait is { } next
            ? new(delivery, DeliveryState.Waiting, now + next, reply)
            : new(delivery, DeliveryState.Failed, now, reply);
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
