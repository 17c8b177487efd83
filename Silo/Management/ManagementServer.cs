using System.Diagnostics;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OpenTelemetry.Metrics;
using OrleansRegistration.Hosting;

namespace OrleansRegistration.Management;

/// <summary>
/// Serves operators' tools on addresses of their own: metrics, health and, with a token, Orleans' dashboard. It is a
/// web server apart from the public one, so neither can serve the other's routes (docs/adr/0033-telemetry.md).
/// </summary>
/// <param name="services">The services of the program.</param>
internal sealed partial class ManagementServer(
    IServiceProvider services,
    ManagementOptions options,
    IHostApplicationLifetime host,
    ILogger<ManagementServer> logger
) : IHostedService, IAsyncDisposable
{
    private WebApplication? _app;

    /// <inheritdoc/>
    /// <exception cref="StartUpException">An address is in use.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        _app = Build();
        try
        {
            await _app.StartAsync(cancellationToken);
        }
        catch (Exception failure) when (failure is IOException or SocketException)
        {
            throw new StartUpException(
                $"Management:Urls: cannot listen on '{options.Urls}'. {failure.Message.TrimEnd('.')}. "
                    + "Set another address, as in --Management:Urls=http://127.0.0.1:9464.",
                failure
            );
        }

        foreach (var url in _app.Urls)
        {
            LogListening(url, options.HasDashboard ? "/metrics, /health and /dashboard" : "/metrics and /health");
        }
    }

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) =>
        _app?.StopAsync(cancellationToken) ?? Task.CompletedTask;

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _app?.DisposeAsync() ?? default;

    private WebApplication Build()
    {
        // An empty builder reads no settings, so nothing else decides where this server listens.
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.WebHost.UseKestrelCore();
        builder.Services.AddRoutingCore();
        builder.Services.AddSingleton(services.GetRequiredService<ILoggerFactory>());
        builder.Services.AddSingleton(_ => new ActivitySource("management")); // nobody listens: no spans of this server
        if (options.HasDashboard)
        {
            builder.Services.AddDashboard(services.GetRequiredService<IGrainFactory>());
            builder.Services.AddAdminPolicy(options.Token);
        }

        var app = builder.Build();
        Array.ForEach(options.Addresses, app.Urls.Add);
        app.MapPrometheusScrapingEndpoint("/metrics", services.GetRequiredService<MeterProvider>(), null, null)
            .DisableHttpMetrics();
        app.MapGet("/health/live", () => Results.Text("healthy")).DisableHttpMetrics();
        app.MapGet("/health/ready", AnswerReadinessAsync).DisableHttpMetrics();
        if (options.HasDashboard)
        {
            app.UseAuthentication();
            app.UseAuthorization();
            app.MapDashboard();
        }

        return app;
    }

    private async Task<IResult> AnswerReadinessAsync(CancellationToken cancellationToken)
    {
        var checks = services.GetRequiredService<HealthCheckService>();
        return
            host.ApplicationStarted.IsCancellationRequested
            && !host.ApplicationStopping.IsCancellationRequested
            && await checks.CheckHealthAsync(cancellationToken) is { Status: HealthStatus.Healthy }
            ? Results.Text("healthy")
            : Results.Text("unhealthy", statusCode: StatusCodes.Status503ServiceUnavailable);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Operators' tools are on {Url}: {Routes}.")]
    private partial void LogListening(string url, string routes);
}
