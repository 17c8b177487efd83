using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Dashboard;

namespace OrleansRegistration.Management;

/// <summary>Orleans' dashboard, without the states of grains and without logs, which hold personal data.</summary>
internal static class Dashboard
{
    private const string Path = "/dashboard";

    // A route that a later version adds is not shown either.
    private static readonly HashSet<string> Shown =
    [
        "/",
        "/index.html",
        "/favicon.ico",
        "/index.min.js",
        "/index.css",
        "/fonts/{**path}",
        "/img/{**path}",
        "/version",
        "/DashboardCounters",
        "/ClusterStats",
        "/Reminders",
        "/Reminders/{page:int}",
        "/HistoricalStats/{*path}",
        "/SiloProperties/{*address}",
        "/SiloMetadata/{*address}",
        "/SiloStats/{*address}",
        "/SiloCounters/{*address}",
        "/GrainStats/{*grainName}",
        "/TopGrainMethods",
        "/LifecycleStages",
        "/GrainTypes",
    ];

    /// <summary>Adds what the dashboard needs of a silo.</summary>
    public static void AddDashboard(this ISiloBuilder silo) => silo.AddDashboard(Configure);

    /// <summary>Maps the routes that may be shown, for those that the policy lets in.</summary>
    public static void MapDashboard(this WebApplication app) =>
        app.MapOrleansDashboard(Path)
            .RequireAuthorization(AdminPolicy.Name)
            .DisableHttpMetrics()
            .AddEndpointFilter(
                (context, next) =>
                    context.HttpContext.GetEndpoint() is RouteEndpoint { RoutePattern.RawText: { } route }
                    && Shown.Contains(route[Path.Length..] is { Length: > 0 } rest ? rest : "/")
                        ? next(context)
                        : ValueTask.FromResult<object?>(Results.NotFound())
            );

    /// <summary>Adds what the routes need: a client of the cluster is enough.</summary>
    public static void AddDashboard(this IServiceCollection services, IGrainFactory grains)
    {
        services.AddSingleton(grains);
        new Client(services, new ConfigurationBuilder().Build()).AddDashboard(Configure);
    }

    private static void Configure(DashboardOptions dashboard) => dashboard.HideTrace = true;

    private sealed record Client(IServiceCollection Services, IConfiguration Configuration) : IClientBuilder;
}
