using System.Data.Common;
using OrleansRegistration.ReadModel;

namespace OrleansRegistration.Webhooks;

/// <summary>
/// Queues events for the webhooks that want them, in the transaction of the read model. So an event is queued exactly
/// once, and never before the commit that it tells of.
/// </summary>
internal sealed class WebhookSink(WebhookRows rows, WebhookTable table) : IEventSink
{
    /// <inheritdoc/>
    public async Task WriteAsync(
        ReadModelConnection target,
        IReadOnlyList<ServiceEvent> events,
        CancellationToken cancellationToken
    )
    {
        // Read now: whoever added a webhook before the commit gets the event.
        var webhooks = (await rows.ReadAsync(cancellationToken)).Webhooks;
        var wanted = events
            .Select(one =>
                (
                    Event: one,
                    Webhooks: (IReadOnlyList<Guid>)
                        [.. webhooks.Where(webhook => webhook.Wants(one.Type)).Select(webhook => webhook.Id)]
                )
            )
            .Where(one => one.Webhooks.Count > 0)
            .ToList();
        if (wanted.Count > 0)
        {
            await table.InsertAsync(target, wanted, cancellationToken);
        }
    }
}
