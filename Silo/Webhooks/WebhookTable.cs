using System.Collections.Immutable;
using System.Data.Common;
using System.Text.Json;
using Microsoft.Extensions.Options;
using Orleans.Configuration;
using OrleansRegistration.ReadModel;
using OrleansRegistration.Storage;

namespace OrleansRegistration.Webhooks;

/// <summary>
/// The tables <c>webhook_event</c> and <c>webhook_delivery</c>, in the first database of the store. Every method throws
/// <see cref="DbException"/> when the database does not answer.
/// </summary>
internal sealed class WebhookTable(RegistrationStore store, IOptions<ClusterOptions> cluster, ServiceClock clock)
{
    private static readonly TimeSpan LongestTry = TimeSpan.FromSeconds(30);

    // A try may begin late, and the clocks of two nodes may differ.
    private static readonly TimeSpan Lease = (2 * LongestTry) + Clocks.MaxSkew;

    private readonly WebhookSql _sql = new(store.Databases[0].IsPostgreSql);

    /// <summary>Stores events, and a delivery for each webhook that wants one. What is stored already stays.</summary>
    /// <param name="target">The first database, in a transaction.</param>
    public async Task InsertAsync(
        ReadModelConnection target,
        IReadOnlyList<(ServiceEvent Event, IReadOnlyList<Guid> Webhooks)> events,
        CancellationToken cancellationToken
    )
    {
        var stored = events.Select(one => new Dictionary<string, string>
        {
            ["id"] = one.Event.Id.ToString("D"),
            ["type"] = one.Event.Type,
            ["at"] = RowTimeConverter.TextOf(one.Event.At),
            ["body"] = WebhookBody.Of(one.Event),
        });
        var deliveries = events.SelectMany(one =>
            one.Webhooks.Select(webhook => new Dictionary<string, string>
            {
                ["webhook"] = webhook.ToString("D"),
                ["event"] = one.Event.Id.ToString("D"),
            })
        );
        await target.RunAsync(_sql.InsertEvents, cancellationToken, ("rows", JsonSerializer.Serialize(stored)));
        await target.RunAsync(
            _sql.InsertDeliveries,
            cancellationToken,
            ("rows", JsonSerializer.Serialize(deliveries)),
            ("now", clock.Now)
        );
    }

    /// <summary>Stores a test event for one webhook.</summary>
    public async Task InsertTestAsync(Guid webhook, Guid eventId, CancellationToken cancellationToken)
    {
        var test = new ServiceEvent(
            eventId,
            WebhookEvents.Test,
            clock.Now,
            webhook.ToString("D"),
            new Dictionary<string, string> { ["webhook_id"] = webhook.ToString("D") }
        );
        await using var connection = await OpenAsync(cancellationToken);
        await connection.BeginAsync(cancellationToken);
        await InsertAsync(connection, [(test, [webhook])], cancellationToken);
        await connection.CommitAsync(cancellationToken);
    }

    /// <summary>
    /// Takes leases on deliveries that are due, in one commit. A lease ends by itself, for example after a crash.
    /// </summary>
    /// <param name="most">For each webhook, the most deliveries to claim.</param>
    public async Task<List<ClaimedDelivery>> ClaimAsync(
        IEnumerable<(Guid Webhook, int Most)> most,
        CancellationToken cancellationToken
    )
    {
        var now = clock.Now;
        await using var connection = await OpenAsync(cancellationToken);
        var due = new List<(Guid, int)>();
        foreach (var one in most)
        {
            // SQLite would otherwise take the lock of writers each time.
            if (await connection.AnyAsync(WebhookSql.AnyDue, cancellationToken, ("webhook", one.Webhook), ("now", now)))
            {
                due.Add(one);
            }
        }

        var claimed = new List<ClaimedDelivery>();
        if (due.Count == 0)
        {
            return claimed;
        }

        await connection.BeginAsync(cancellationToken);
        foreach (var (webhook, room) in due)
        {
            claimed.AddRange(
                await connection.ReadAsync(
                    _sql.Claim,
                    row => new ClaimedDelivery(
                        webhook,
                        row.GetGuid(0),
                        row.GetInt32(1),
                        row.GetInt32(2),
                        row.TimeOrNull(3)!.Value,
                        row.TextOrNull(4),
                        now + LongestTry
                    ),
                    cancellationToken,
                    ("webhook", webhook),
                    ("now", now),
                    ("lease", now + Lease),
                    ("most", room)
                )
            );
        }

        await connection.CommitAsync(cancellationToken);
        return [.. claimed.OrderBy(delivery => delivery.QueuedAt)];
    }

    /// <summary>Notes how claims ended, in one commit. Skips what was claimed or replayed since.</summary>
    public Task NoteAsync(IEnumerable<DeliveryNote> notes, CancellationToken cancellationToken)
    {
        var rows = notes.Select(note => new
        {
            webhook = note.Delivery.Webhook,
            @event = note.Delivery.Event,
            claim = note.Delivery.Claim,
            state = NameOf(note.State),
            due = RowTimeConverter.TextOf(note.Due),
            tries = note.Delivery.Tries + (note.Reply is null ? 0 : 1),
            status = note.Reply?.Status,
            failure = note.Reply?.Failure?.ToString(),
        });
        return RunAsync(_sql.Note, cancellationToken, ("rows", JsonSerializer.Serialize(rows)), ("now", clock.Now));
    }

    /// <summary>Whether an event was delivered that was queued at <paramref name="since"/> or later.</summary>
    public async Task<bool> AnyDoneAsync(Guid webhook, DateTimeOffset since, CancellationToken cancellationToken)
    {
        await using var connection = await OpenAsync(cancellationToken);
        return await connection.AnyAsync(WebhookSql.AnyDone, cancellationToken, ("webhook", webhook), ("since", since));
    }

    /// <inheritdoc cref="IWebhookDeliveriesGrain.CountAsync"/>
    public async Task<List<DeliveryCounts>> CountAsync(CancellationToken cancellationToken)
    {
        await using var connection = await OpenAsync(cancellationToken);
        return await connection.ReadAsync(
            WebhookSql.Count,
            row => new DeliveryCounts(row.GetGuid(0), row.GetInt64(1), row.GetInt64(2)),
            cancellationToken
        );
    }

    /// <summary>How many deliveries of some webhooks wait, and since when the oldest one does.</summary>
    public async Task<(long Count, DateTimeOffset? Oldest)> WaitingAsync(
        IEnumerable<Guid> webhooks,
        CancellationToken cancellationToken
    )
    {
        var (count, oldest) = (0L, (DateTimeOffset?)null);
        await using var connection = await OpenAsync(cancellationToken);
        foreach (var webhook in webhooks)
        {
            var waiting = await connection.ReadAsync(
                WebhookSql.Waiting,
                row => (Count: row.GetInt64(0), Oldest: row.TimeOrNull(1)),
                cancellationToken,
                ("webhook", webhook)
            );
            count += waiting[0].Count;
            oldest = waiting[0].Oldest is { } since && !(since > oldest) ? since : oldest;
        }

        return (count, oldest);
    }

    /// <inheritdoc cref="IWebhookDeliveriesGrain.ListAsync"/>
    public async Task<DeliveryPage> ListAsync(
        Guid webhook,
        DeliveryState? state,
        DeliveryPosition? after,
        int limit,
        CancellationToken cancellationToken
    )
    {
        var parameters = new List<(string, object?)> { ("webhook", webhook), ("most", limit + 1) };
        if (state is { } only)
        {
            parameters.Add(("state", NameOf(only)));
        }

        if (after is not null)
        {
            parameters.AddRange([("after_at", after.QueuedAt), ("after_event", after.Event)]);
        }

        await using var connection = await OpenAsync(cancellationToken);
        var found = await connection.ReadAsync(
            WebhookSql.List(state is not null, after is not null),
            ReadDelivery,
            cancellationToken,
            [.. parameters]
        );
        var page = found.Take(limit).ToImmutableArray();
        return new(page, found.Count > limit ? new(page[^1].QueuedAt, page[^1].Event) : null);
    }

    /// <inheritdoc cref="IWebhookDeliveriesGrain.HasAsync"/>
    public async Task<bool> HasAsync(Guid webhook, Guid eventId, CancellationToken cancellationToken)
    {
        await using var connection = await OpenAsync(cancellationToken);
        return await connection.AnyAsync(WebhookSql.Has, cancellationToken, ("webhook", webhook), ("event", eventId));
    }

    /// <inheritdoc cref="IWebhookDeliveriesGrain.ReplayAsync"/>
    public async Task<bool> ReplayAsync(Guid webhook, Guid eventId, CancellationToken cancellationToken) =>
        await RunAsync(
            WebhookSql.Replay,
            cancellationToken,
            ("webhook", webhook),
            ("event", eventId),
            ("now", clock.Now)
        ) > 0;

    /// <inheritdoc cref="IWebhookDeliveriesGrain.ReplayFailedAsync"/>
    public Task<int> ReplayFailedAsync(Guid webhook, DateTimeOffset since, CancellationToken cancellationToken) =>
        RunAsync(
            WebhookSql.ReplayFailed,
            cancellationToken,
            ("webhook", webhook),
            ("since", since),
            ("now", clock.Now)
        );

    /// <inheritdoc cref="IWebhookDeliveriesGrain.ForgetAsync"/>
    public Task ForgetAsync(Guid webhook, CancellationToken cancellationToken) =>
        RunAsync(WebhookSql.Forget, cancellationToken, ("webhook", webhook));

    /// <summary>Deletes events that are older than <paramref name="before"/>, with their deliveries.</summary>
    public async Task SweepAsync(DateTimeOffset before, CancellationToken cancellationToken)
    {
        do
        {
            await RunAsync(_sql.DeleteOldDeliveries, cancellationToken, ("before", before));
        } while (await RunAsync(_sql.DeleteOldEvents, cancellationToken, ("before", before)) == WebhookSql.SweptAtOnce);
    }

    private Task<ReadModelConnection> OpenAsync(CancellationToken cancellationToken) =>
        ReadModelConnection.OpenAsync(store, cluster.Value.ServiceId, cancellationToken);

    private async Task<int> RunAsync(
        string sql,
        CancellationToken cancellationToken,
        params (string Name, object? Value)[] parameters
    )
    {
        await using var connection = await OpenAsync(cancellationToken);
        return await connection.RunAsync(sql, cancellationToken, parameters);
    }

    private static Delivery ReadDelivery(DbDataReader row)
    {
        var state = Enum.Parse<DeliveryState>(row.GetString(3), ignoreCase: true);
        return new(
            row.GetGuid(0),
            row.GetString(1),
            row.TimeOrNull(2)!.Value,
            state,
            row.GetInt32(4),
            state is DeliveryState.Waiting ? row.TimeOrNull(5) : null,
            row.TimeOrNull(6),
            row.IsDBNull(7) ? null : row.GetInt32(7),
            row.IsDBNull(8) ? null : Enum.Parse<DeliveryFailure>(row.GetString(8))
        );
    }

    private static string NameOf(DeliveryState state) =>
        state switch
        {
            DeliveryState.Waiting => "waiting",
            DeliveryState.Done => "done",
            _ => "failed",
        };
}
