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
    }

    /// <summary>Whether somebody reads the instruments.</summary>
    public bool IsRead => _waiting.Enabled;

    /// <summary>Says what waits in the store. Each node says the same.</summary>
    public void Tell(long count, DateTimeOffset? oldest) => (_count, _oldest) = (count, oldest);

    /// <summary>Records a try that was the last one because the receiver took the event.</summary>
    public void Tried(string outcome, TimeSpan took)
    {
        _tries.Add(1, new KeyValuePair<string, object?>("outcome", outcome));
        _deliveries.Record(took.TotalSeconds);
    }

    /// <summary>Records a try that failed.</summary>
    /// <param name="isOver">Whether there is no further try.</param>
    public void Failed(DeliveryFailure failure, bool isOver) =>
        _tries.Add(
            1,
            new KeyValuePair<string, object?>("outcome", isOver ? "given_up" : "put_off"),
            new("error.type", TagValue.Of(failure))
        );
}
