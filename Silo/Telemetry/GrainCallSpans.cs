using System.Diagnostics;

namespace OrleansRegistration.Telemetry;

/// <summary>
/// Gives each grain call of a recorded request a span with the caller and one with the callee, also across nodes.
/// Orleans' own spans would hold the keys of grains, and would cost every call that is not recorded
/// (docs/adr/0033-telemetry.md).
/// </summary>
internal sealed class GrainCallSpans : IOutgoingGrainCallFilter, IIncomingGrainCallFilter
{
    private const string Context = "registration.traceparent";

    /// <inheritdoc/>
    public Task Invoke(IOutgoingGrainCallContext context) =>
        Start(context, ActivityKind.Client, default) is { } span ? CallAsync(context, span) : context.Invoke();

    /// <inheritdoc/>
    public Task Invoke(IIncomingGrainCallContext context) =>
        RequestContext.Get(Context) is string text
        && ActivityContext.TryParse(text, null, isRemote: true, out var caller)
        && Start(context, ActivityKind.Server, caller) is { } span
            ? RunAsync(context, span)
            : context.Invoke();

    private static Activity? Start(IGrainCallContext context, ActivityKind kind, ActivityContext parent)
    {
        if (parent == default && Tracing.Recorded is null)
        {
            return null;
        }

        var span = Tracing.Source.StartActivity(context.Request.GetActivityName(), kind, parent);
        span?.SetTag("rpc.system.name", "orleans").SetTag("rpc.method", context.MethodName);
        return span;
    }

    private static async Task CallAsync(IOutgoingGrainCallContext context, Activity span)
    {
        RequestContext.Set(Context, span.Id!);
        await RunAsync(context, span);
    }

    private static async Task RunAsync(IGrainCallContext context, Activity span)
    {
        using var running = span;
        try
        {
            await context.Invoke();
        }
        catch (Exception exception)
        {
            span.Fail(exception);
            throw;
        }
    }
}
