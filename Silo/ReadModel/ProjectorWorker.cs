using System.Data.Common;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OrleansRegistration.Hosting;
using OrleansRegistration.Storage;

namespace OrleansRegistration.ReadModel;

/// <summary>
/// Runs the projector. Every node has one; of several nodes one works at a time, and the others find nothing to do. It
/// rests as long as it works, so a burst of sign-ups has the processor first.
/// </summary>
internal sealed partial class ProjectorWorker(
    RegistrationStore store,
    Projector projector,
    IHostApplicationLifetime host,
    ServiceClock clock,
    TimeProvider time,
    ReadModelMetrics metrics,
    ILogger<ProjectorWorker> logger
) : BackgroundService
{
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan AfterFailure = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan MeasurePeriod = TimeSpan.FromSeconds(5);

    private readonly JournalAge[] _ages = [.. store.Databases.Select(_ => new JournalAge())];
    private DateTimeOffset _measureAt;

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await host.StartedAsync(stoppingToken);
        while (true)
        {
            var begun = time.GetTimestamp();
            var rest = Period;
            try
            {
                var isBehind = false;
                for (var number = 0; number < store.Databases.Length; number++)
                {
                    var atOnce = projector.ChangesAtOnce;
                    isBehind |= await projector.ProjectAsync(number, stoppingToken) == atOnce;
                }

                await MeasureAsync(stoppingToken);
                if (isBehind && time.GetElapsedTime(begun) is var worked && worked < Period)
                {
                    rest = worked;
                }
            }
            catch (Exception exception) when (exception is DbException or TimeoutException)
            {
                LogNotProjected(exception);
                rest = AfterFailure;
            }

            await Task.Delay(rest, time, stoppingToken);
        }
    }

    private async Task MeasureAsync(CancellationToken stoppingToken)
    {
        var now = clock.Now;
        if (!metrics.IsRead || now < _measureAt)
        {
            return;
        }

        var (count, oldest) = (0L, (DateTimeOffset?)null);
        for (var number = 0; number < _ages.Length; number++)
        {
            var (waiting, numbers) = await projector.MeasureAsync(number, stoppingToken);
            count += waiting;
            oldest = _ages[number].Look(numbers, now) is { } since && !(since > oldest) ? since : oldest;
        }

        metrics.Tell(count, oldest);
        _measureAt = now + MeasurePeriod;
    }

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "The read model could not be written. Nothing is lost: it is written later."
    )]
    private partial void LogNotProjected(Exception exception);
}
