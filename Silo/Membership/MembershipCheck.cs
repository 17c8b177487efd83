using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Runtime;
using OrleansRegistration.Placement;

namespace OrleansRegistration.Hosting;

/// <summary>
/// Confirms twice a second, in the table of the members, that this silo is still one of them. A silo that was frozen or
/// cut off may have been declared dead meanwhile; its grains then live elsewhere, and its memory is old. Orleans ends
/// the process some seconds after it has read that it is dead.
/// </summary>
internal sealed partial class MembershipCheck(
    IClusterMembershipService membership,
    ILocalSiloDetails self,
    MemoryTrust trust,
    TimeProvider time,
    ILogger<MembershipCheck> logger
) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(0.5);

    /// <inheritdoc/>
    /// <remarks>Goes on until it is disposed of: the silo stops after this service, and serves until then.</remarks>
    public override Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [SuppressMessage("Design", "CA1031", Justification = "The check goes on, whatever the table answers.")]
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        trust.Revoke();
        long? before = null;
        while (!stoppingToken.IsCancellationRequested)
        {
            var begun = time.GetTimestamp();
            try
            {
                await membership.Refresh(cancellationToken: stoppingToken);
                if (membership.CurrentSnapshot.GetSiloStatus(self.SiloAddress) is SiloStatus.Dead)
                {
                    trust.Revoke();
                }
                else if (before is { } at)
                {
                    // A refresh may share a look that was under way, perhaps since before the process was frozen. But
                    // no look goes on from before the last refresh.
                    trust.Confirm(at);
                }

                before = begun;
            }
            catch (Exception failure) when (!stoppingToken.IsCancellationRequested)
            {
                LogNotConfirmed(failure);
            }

            await Task.Delay(Interval, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "The table of the cluster's members does not answer. Without it this node trusts no memory."
    )]
    private partial void LogNotConfirmed(Exception exception);
}
