using System.Data.Common;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using OrleansRegistration.Leases;

namespace OrleansRegistration.Sweep;

/// <summary>
/// Sweeps one lease after the start, for claims that the last run left; one lease after an operation of this silo may
/// have left claims; and every half hour, for claims that other nodes left.
/// </summary>
internal sealed partial class SweepWorker(
    StaleClaims claims,
    SweepRequests requests,
    IOptions<LeaseOptions> options,
    TimeProvider time,
    SweepMetrics metrics,
    ILogger<SweepWorker> logger
) : BackgroundService
{
    /// <summary>The sweep works one fiftieth of the time.</summary>
    private const int Rest = 49;

    private static readonly TimeSpan Seldom = TimeSpan.FromMinutes(30);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (true)
        {
            // The leases of the claims that a request is about have passed by then.
            await Task.Delay(TimeSpan.FromSeconds(options.Value.LeaseSeconds + 1), time, stoppingToken);
            requests.Clear();
            try
            {
                if (await claims.SweepAsync(Rest, stoppingToken) > 0)
                {
                    requests.Request();
                }
            }
            catch (Exception exception) when (exception is DbException or TimeoutException)
            {
                metrics.Failed();
                LogNotSwept(exception);
                requests.Request();
            }

            await Task.WhenAny(requests.Requested, Task.Delay(Seldom, time, stoppingToken));
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The sweep failed. It runs again when a lease has passed.")]
    private partial void LogNotSwept(Exception exception);
}
