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
    TimeProvider time,
    ILogger<ProjectorWorker> logger
) : BackgroundService
{
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan AfterFailure = TimeSpan.FromSeconds(5);

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
                var most = 0;
                for (var number = 0; number < store.Databases.Length; number++)
                {
                    most = Math.Max(most, await projector.ProjectAsync(number, stoppingToken));
                }

                if (most == Projector.ChangesAtOnce && time.GetElapsedTime(begun) is var worked && worked < Period)
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

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "The read model could not be written. Nothing is lost: it is written later."
    )]
    private partial void LogNotProjected(Exception exception);
}
