using OrleansRegistration.Hosting;

namespace OrleansRegistration.Telemetry;

/// <summary>Settings <c>Telemetry:*</c>.</summary>
internal sealed class TelemetryOptions
{
    /// <summary>
    /// <c>Telemetry:TraceRatio</c>: the share of the HTTP requests whose spans are sent to the OTLP endpoint, 0 to 1.
    /// Default 0.01.
    /// </summary>
    [SettingRange("Telemetry:TraceRatio", 0.0, 1.0)]
    public double TraceRatio { get; set; } = 0.01;
}
