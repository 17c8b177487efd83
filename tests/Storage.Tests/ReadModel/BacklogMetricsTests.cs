using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using OrleansRegistration.Webhooks;

namespace OrleansRegistration.ReadModel;

/// <summary>What the gauges of the read model and of webhooks say.</summary>
public sealed class BacklogMetricsTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 27, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Gauges_say_what_was_told_last_and_how_long_the_oldest_has_waited()
    {
        using var services = new ServiceCollection().AddMetrics().BuildServiceProvider();
        var meters = services.GetRequiredService<IMeterFactory>();
        var clock = new ServiceClock(new StoppedTime());
        var readModel = new ReadModelMetrics(meters, clock);
        var webhooks = new WebhookMetrics(meters, clock);
        Assert.False(readModel.IsRead || webhooks.IsRead);

        var gauges = new Dictionary<string, double>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter.Scope == meters && instrument.IsObservable)
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, _, _) => gauges[instrument.Name] = value);
        listener.SetMeasurementEventCallback<double>((instrument, value, _, _) => gauges[instrument.Name] = value);
        listener.Start();
        Assert.True(readModel.IsRead && webhooks.IsRead);

        readModel.Tell(7, Now.AddSeconds(-30));
        webhooks.Tell(5, Now.AddSeconds(-90), failed: 3);
        Expect(7, 30, 5, 90, 3);

        // Nothing waits, or what waits is of a node whose clock is ahead.
        readModel.Tell(0, null);
        webhooks.Tell(1, Now.AddSeconds(4), failed: 0);
        Expect(0, 0, 1, 0, 0);

        void Expect(double behind, double lag, double waiting, double oldest, double failed)
        {
            listener.RecordObservableInstruments();
            Assert.Equal(behind, gauges["registration.read_model.behind"]);
            Assert.Equal(lag, gauges["registration.read_model.lag"]);
            Assert.Equal(waiting, gauges["registration.webhook.waiting"]);
            Assert.Equal(oldest, gauges["registration.webhook.oldest"]);
            Assert.Equal(failed, gauges["registration.webhook.failed"]);
        }
    }

    private sealed class StoppedTime : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => Now;
    }
}
