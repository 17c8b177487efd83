using System.Diagnostics.Metrics;
using OrleansRegistration.Telemetry;

namespace OrleansRegistration.Webhooks;

/// <summary>The instruments of webhooks.</summary>
internal sealed class WebhookMetrics
{
    private readonly Counter<long> _tries;
    private readonly Histogram<double> _deliveries;
    private readonly Instrument _waiting;
    private readonly ServiceClock _clock;
    private long _count;
    private long _failed;
    private DateTimeOffset? _oldest;

    /// <summary>Adds the instruments.</summary>
    public WebhookMetrics(IMeterFactory meters, ServiceClock clock)
    {
        _clock = clock;
        var meter = meters.ForService();
        _tries = meter.CreateCounter<long>(
            "registration.webhook.tries",
            "{try}",
            "Tries to deliver an event to a webhook, by outcome"
        );
        _deliveries = meter.CreateSeconds(
            "registration.webhook.delivery.duration",
            "From the time an event was queued until its receiver took it"
        );
        _waiting = meter.CreateObservableGauge(
            "registration.webhook.waiting",
            () => _count,
            "{delivery}",
            "Deliveries that wait, of webhooks that are enabled"
        );
        meter.CreateObservableGauge(
            "registration.webhook.oldest",
            () => _oldest is { } since ? Math.Max(0, (_clock.Now - since).TotalSeconds) : 0,
            "s",
            "For how long the oldest of these deliveries has waited"
        );
        meter.CreateObservableGauge(
            "registration.webhook.failed",
            () => _failed,
            "{delivery}",
            "Deliveries that were given up and are kept, of all webhooks"
        );
    }

    /// <summary>Whether somebody reads the instruments.</summary>
    public bool IsRead => _waiting.Enabled;

    /// <summary>Says what waits in the store and what failed. Each node says the same.</summary>
    public void Tell(long count, DateTimeOffset? oldest, long failed) =>
        (_count, _oldest, _failed) = (count, oldest, failed);

    /// <summary>Records how a try ended, once that is stored.</summary>
    public void Noted(DeliveryNote note, DateTimeOffset now)
    {
        if (note.Reply is not { } reply)
        {
            return;
        }

        if (reply.Failure is { } failure)
        {
            _tries.Add(
                1,
                new KeyValuePair<string, object?>(
                    "outcome",
                    note.State is DeliveryState.Failed ? "given_up" : "put_off"
                ),
                new("error.type", TagValue.Of(failure))
            );
            return;
        }

        _tries.Add(1, new KeyValuePair<string, object?>("outcome", "delivered"));
        _deliveries.Record((now - note.Delivery.QueuedAt).TotalSeconds);
    }
}
