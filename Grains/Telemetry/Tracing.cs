using System.Diagnostics;

namespace OrleansRegistration.Telemetry;

/// <summary>
/// The spans of the service. A span is made only below a span that is recorded, so without tracing, and for requests
/// that are not sampled, spans cost nothing. Spans hold no keys of grains: these are names, addresses and codes.
/// </summary>
internal static class Tracing
{
    /// <summary>The source of all spans of the service.</summary>
    public static readonly ActivitySource Source = new(ServiceMeter.Name);

    /// <summary>The span of the running call if it is recorded; otherwise <c>null</c>.</summary>
    public static Activity? Recorded => Activity.Current is { Recorded: true, IsStopped: false } span ? span : null;

    /// <summary>Starts a span below the one of the running call. <c>null</c> if that is not recorded.</summary>
    public static Activity? Start(string name, ActivityKind kind = ActivityKind.Internal) =>
        Recorded is null ? null : Source.StartActivity(name, kind);

    /// <summary>Marks a span as failed. The message of an exception may hold a key, so only its type is kept.</summary>
    public static void Fail(this Activity? span, Exception exception) =>
        span?.SetStatus(ActivityStatusCode.Error).SetTag("error.type", exception.GetType().FullName);
}
