using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using OrleansRegistration.Errors;
using OrleansRegistration.Hosting;
using OrleansRegistration.OpenApi;

namespace OrleansRegistration.Health;

/// <summary>Health checks for load balancers and orchestrators.</summary>
internal static class HealthEndpoints
{
    /// <summary>Maps the routes.</summary>
    public static void MapHealth(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/health").WithTags(ApiTags.Service);
        group.MapGet("/live", GetLive).WithName("checkLiveness").WithSummary("Check that the process answers");
        group
            .MapGet("/ready", GetReadyAsync)
            .WithName("checkReadiness")
            .WithSummary("Check that storage and the cluster answer")
            .ProducesErrors(503);
    }

    internal static Ok<HealthResponse> GetLive() => TypedResults.Ok(new HealthResponse(HealthResponse.Healthy));

    internal static async Task<Results<Ok<HealthResponse>, Problem>> GetReadyAsync(
        HealthCheckService checks,
        IServiceProvider services,
        CancellationToken cancellationToken
    )
    {
        if (services.GetService<Draining>()?.IsUnderWay is true)
        {
            return Problems.ForStatus(StatusCodes.Status503ServiceUnavailable);
        }

        var report = await checks.CheckHealthAsync(cancellationToken);
        return report.Status is HealthStatus.Healthy
            ? TypedResults.Ok(new HealthResponse(HealthResponse.Healthy))
            : Problems.ForStatus(StatusCodes.Status503ServiceUnavailable);
    }
}
