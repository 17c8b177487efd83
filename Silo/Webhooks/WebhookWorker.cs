using System.Data.Common;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using OrleansRegistration.Hosting;

namespace OrleansRegistration.Webhooks;

/// <summary>Delivers events as they become due, deletes old ones, and measures what waits.</summary>
internal sealed partial class WebhookWorker(
    WebhookDispatch dispatch,
    WebhookRows rows,
    WebhookTable table,
    IOptions<WebhookOptions> options,
    IHostApplicationLifetime host,
    ServiceClock clock,
    TimeProvider time,
    WebhookMetrics metrics,
    ILogger<WebhookWorker> logger
) : BackgroundService
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan AfterFailure = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan MeasurePeriod = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan SweepPeriod = TimeSpan.FromHours(1);

    // How long tries may go on when the process stops. Others are tried again when their leases have ended.
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(3);

    private DateTimeOffset _measureAt;
    private DateTimeOffset _sweepAt;

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await host.StartedAsync(stoppingToken);
        using var tries = new CancellationTokenSource();
        try
        {
            while (true)
            {
                await WorkAsync(tries.Token, stoppingToken);
            }
        }
        finally
        {
            tries.CancelAfter(Grace);
            await dispatch.EndAsync().ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task WorkAsync(CancellationToken tries, CancellationToken stoppingToken)
    {
        try
        {
            await dispatch.BeginAsync(tries);
            await MeasureAsync(stoppingToken);
            await SweepAsync(stoppingToken);
        }
        catch (Exception exception) when (exception is DbException or TimeoutException)
        {
            LogFailed(exception);
            await Task.Delay(AfterFailure, time, stoppingToken);
        }

        await Task.WhenAny(dispatch.NextRoom, Task.Delay(Period, time, stoppingToken));
        stoppingToken.ThrowIfCancellationRequested();
    }

    private async Task MeasureAsync(CancellationToken stoppingToken)
    {
        if (!metrics.IsRead || clock.Now < _measureAt)
        {
            return;
        }

        var webhooks = (await rows.ReadAsync(stoppingToken)).Webhooks.Where(webhook => webhook.Stop is null);
        var (count, oldest) = await table.WaitingAsync(webhooks.Select(webhook => webhook.Id), stoppingToken);
        var counts = await table.CountAsync(stoppingToken);
        metrics.Tell(count, oldest, counts.Sum(of => of.Failed));
        _measureAt = clock.Now + MeasurePeriod;
    }

    private async Task SweepAsync(CancellationToken stoppingToken)
    {
        var now = clock.Now;
        if (now >= _sweepAt)
        {
            await table.SweepAsync(now - TimeSpan.FromDays(options.Value.KeepDays), stoppingToken);
            _sweepAt = now + SweepPeriod;
        }
    }

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "Events could not be delivered to webhooks because the database failed. They are delivered later."
    )]
    private partial void LogFailed(Exception exception);
}
