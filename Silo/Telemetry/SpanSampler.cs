using System.Diagnostics;
using System.Security.Cryptography;
using OpenTelemetry.Trace;

namespace OrleansRegistration.Telemetry;

/// <summary>
/// Samples a share of the HTTP requests, whatever their headers ask for: a stranger must not decide what is recorded.
/// All other spans follow the span that they belong to.
/// </summary>
internal sealed class SpanSampler(double ratio) : Sampler
{
    /// <summary>The name that ASP.NET Core gives the span of a request.</summary>
    private const string Request = "Microsoft.AspNetCore.Hosting.HttpRequestIn";

    private const int Parts = 1_000_000;

    /// <inheritdoc/>
    public override SamplingResult ShouldSample(in SamplingParameters samplingParameters) =>
        new(
            samplingParameters.Name == Request
                ? RandomNumberGenerator.GetInt32(Parts) < ratio * Parts
                : IsRecorded(samplingParameters)
        );

    private static bool IsRecorded(in SamplingParameters parameters) =>
        parameters.ParentContext.TraceFlags.HasFlag(ActivityTraceFlags.Recorded)
        || parameters.Links?.Any(link => link.Context.TraceFlags.HasFlag(ActivityTraceFlags.Recorded)) is true;
}
