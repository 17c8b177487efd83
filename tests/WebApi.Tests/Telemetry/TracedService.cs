using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.TestHost;
using OpenTelemetry;
using OpenTelemetry.Trace;

namespace OrleansRegistration.Tests;

/// <summary>Collects the spans that a service would send, and those of other services in the process.</summary>
internal static class TracedService
{
    /// <summary>Switches on tracing. Nobody listens at the endpoint.</summary>
    public static void TraceAll(this IDictionary<string, string> settings)
    {
        settings["OTEL_EXPORTER_OTLP_ENDPOINT"] = $"http://127.0.0.1:{Service.FreePort()}";
        settings["Telemetry:TraceRatio"] = "1";
    }

    /// <summary>Collects the spans that pass the filter of personal data.</summary>
    public static void Collect(this IWebHostBuilder builder, ConcurrentQueue<Activity> spans) =>
        builder.ConfigureTestServices(services =>
            services.ConfigureOpenTelemetryTracerProvider(traces =>
#pragma warning disable CA2000 // The provider disposes of both.
                traces.AddProcessor(new SimpleActivityExportProcessor(new Collector(spans)))
#pragma warning restore CA2000
            )
        );

    /// <summary>Everything that an exporter may write of a span.</summary>
    public static string Text(this Activity span) =>
        string.Join(
            ' ',
            [
                span.DisplayName,
                span.OperationName,
                span.StatusDescription,
                span.TraceStateString,
                .. span.TagObjects.Select(tag => $"{tag.Key}={tag.Value}"),
                .. span.Events.SelectMany(happened =>
                    happened.Tags.Select(tag => $"{happened.Name} {tag.Key}={tag.Value}")
                ),
                .. span.Links.SelectMany(link => link.Tags ?? []).Select(tag => $"{tag.Key}={tag.Value}"),
            ]
        );

    private sealed class Collector(ConcurrentQueue<Activity> spans) : BaseExporter<Activity>
    {
        public override ExportResult Export(in Batch<Activity> batch)
        {
            foreach (var span in batch)
            {
                spans.Enqueue(span);
            }

            return ExportResult.Success;
        }
    }
}
