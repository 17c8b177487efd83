using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using OrleansRegistration.Hosting;
using OrleansRegistration.Management;

namespace OrleansRegistration.Telemetry;

/// <summary>
/// Start-up step: metrics and spans. Nothing listens to the instruments unless somebody reads them: the management
/// listener (<c>Management:Urls</c>) or an OTLP endpoint (<c>OTEL_EXPORTER_OTLP_ENDPOINT</c>).
/// </summary>
internal static class TelemetrySetup
{
    private const string Service = "registration";
    private const string Orleans = "Microsoft.Orleans";

    // https://opentelemetry.io/docs/specs/otel/protocol/exporter/
    private static readonly string[] Endpoints =
    [
        "OTEL_EXPORTER_OTLP_ENDPOINT",
        "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT",
        "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT",
    ];

    // Orleans has a hundred instruments. These show what an operator can act on.
    private static readonly HashSet<string> OrleansInstruments =
    [
        "orleans-app-requests-timedout",
        "orleans-catalog-activation-created",
        "orleans-catalog-activation-failed-to-activate",
        "orleans-catalog-activations",
        "orleans-client-connected-gateways",
        "orleans-directory-registrations-single-act-issued",
        "orleans-directory-registrations-single-act-remote-sent",
        "orleans-gateway-connected-clients",
        "orleans-messaging-expired",
        "orleans-messaging-pings-reply-missed",
        "orleans-messaging-rejected",
        "orleans-messaging-rerouted",
        "orleans-messaging-sent-dropped",
        "orleans-messaging-sent-failed",
        "orleans-scheduler-long-running-turns",
        "orleans-watchdog-health-checks-failed",
    ];

    private static readonly string[] Meters =
    [
        ServiceMeter.Name,
        Orleans,
        "Microsoft.AspNetCore.Hosting",
        "Microsoft.AspNetCore.Server.Kestrel",
        "System.Runtime",
    ];

    /// <summary>Adds what the settings switch on.</summary>
    public static void AddTelemetry(this IHostApplicationBuilder builder)
    {
        const string section = "Telemetry";
        var options = builder.Configuration.GetChecked<TelemetryOptions>(section);
        builder.Services.AddCheckedOptions<TelemetryOptions>(builder.Configuration.GetSection(section));
        var isScraped = builder.Configuration.GetManagement().IsOn;
        var isSent = Endpoints.Any(endpoint => !string.IsNullOrEmpty(builder.Configuration[endpoint]));
        if (!isScraped && !isSent)
        {
            return;
        }

        var telemetry = builder
            .Services.AddOpenTelemetry()
            .ConfigureResource(resource =>
                resource.AddService(
                    builder.Configuration["OTEL_SERVICE_NAME"] ?? Service,
                    serviceInstanceId: $"{Environment.MachineName}:{Environment.ProcessId}"
                )
            )
            .WithMetrics(metrics => Add(metrics, isScraped, isSent));
        if (isSent && options.TraceRatio > 0)
        {
            builder.Services.AddSingleton<GrainCallSpans>();
            builder.Services.AddSingleton<IOutgoingGrainCallFilter>(Spans);
            builder.Services.AddSingleton<IIncomingGrainCallFilter>(Spans);
            telemetry.WithTracing(traces =>
                traces
                    .SetSampler(new SpanSampler(options.TraceRatio))
                    .AddAspNetCoreInstrumentation()
                    .AddSource(ServiceMeter.Name)
                    .AddProcessor(new PersonalDataFilter())
                    .AddOtlpExporter()
            );
        }
    }

    private static GrainCallSpans Spans(IServiceProvider services) => services.GetRequiredService<GrainCallSpans>();

    private static void Add(MeterProviderBuilder metrics, bool isScraped, bool isSent)
    {
        metrics
            .AddMeter(Meters)
            .AddView(instrument =>
                instrument.Meter.Name == Orleans && !OrleansInstruments.Contains(instrument.Name)
                    ? MetricStreamConfiguration.Drop
                    : null
            )
            .AddInstrumentation(services => new ClusterMetrics(services));
        if (isScraped)
        {
            metrics.AddPrometheusExporter();
        }

        if (isSent)
        {
            metrics.AddOtlpExporter();
        }
    }
}
