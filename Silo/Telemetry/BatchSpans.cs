using System.Diagnostics;

namespace OrleansRegistration.Telemetry;

/// <summary>
/// The spans of storage. A request has a span in its own trace, from the queue to the answer. A batch serves requests
/// of many traces, so it has a trace of its own; a batch and its requests link to each other.
/// </summary>
internal static class BatchSpans
{
    /// <summary>Starts the span of a request. <c>null</c> if its call is not recorded.</summary>
    public static Activity? StartRequest(string operation, int database) =>
        Tracing.Start($"storage {operation}", ActivityKind.Client)?.Describe(operation, database);

    /// <summary>Ends the span of a request with its answer.</summary>
    public static async Task<T> UntilAsync<T>(this Activity span, Func<Task<T>> ask)
    {
        using var running = span;
        try
        {
            return await ask();
        }
        catch (Exception exception)
        {
            span.Fail(exception);
            throw;
        }
    }

    /// <summary>Starts the span of a batch.</summary>
    /// <param name="requests">The spans of the requests; <c>null</c> for those that are not recorded.</param>
    public static Activity? StartBatch(string operation, int database, List<Activity?> requests)
    {
        var recorded = requests.OfType<Activity>().ToList();
        var batch = Tracing
            .Source.StartActivity(
                $"storage batch {operation}",
                ActivityKind.Client,
                parentContext: default,
                links: recorded.Select(request => new ActivityLink(request.Context))
            )
            ?.Describe(operation, database)
            .SetTag("db.operation.batch.size", requests.Count);
        if (batch is not null)
        {
            recorded.ForEach(request => request.AddLink(new(batch.Context)));
        }

        return batch;
    }

    private static Activity Describe(this Activity span, string operation, int database) =>
        span.SetTag("db.operation.name", operation).SetTag("registration.database", database);
}
