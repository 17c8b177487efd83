using System.Diagnostics.Metrics;
using OrleansRegistration.Telemetry;

namespace OrleansRegistration.Outbox;

/// <summary>The outbox messages that wait in this silo.</summary>
internal sealed class OutboxMetrics(IMeterFactory meters, ServiceClock clock)
    : Backlog(
        meters,
        clock,
        ("registration.outbox.messages", "{message}", "Outbox messages whose effects are not done"),
        ("registration.outbox.oldest.age", "Since when the oldest outbox message waits")
    );
