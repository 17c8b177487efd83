using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using OrleansRegistration.Errors;
using OrleansRegistration.Json;

namespace OrleansRegistration.Health;

/// <summary>The answer of a healthy service.</summary>
internal sealed record HealthResponse(string Status);

/// <summary>For load balancers and orchestrators.</summary>
internal static class HealthEndpoints
{
    /// <summary>Maps the routes.</summary>
    public static void MapHealth(this IEndpointRouteBuilder routes)
    {
        // Live: the process answers. Ready: storage and cluster do, too.
        routes.MapHealthChecks("/health/live", new HealthCheckOptions { Predicate = _ => false, ResponseWriter = AnswerAsync });
        routes.MapHealthChecks("/health/ready", new HealthCheckOptions { ResponseWriter = AnswerAsync });
    }

    private static Task AnswerAsync(HttpContext context, HealthReport report) => report.Status is HealthStatus.Healthy
        ? context.Response.WriteAsJsonAsync(new HealthResponse("healthy"), JsonShapes.Default.HealthResponse)
        : Outcomes.OfStatus(StatusCodes.Status503ServiceUnavailable).ExecuteAsync(context);
}
