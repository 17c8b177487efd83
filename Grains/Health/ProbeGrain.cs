using Orleans.Storage;
using OrleansRegistration.Leases;
using OrleansRegistration.Storage;

namespace OrleansRegistration.Health;

/// <summary>The row that is written to try storage.</summary>
internal sealed record ProbeRecord(DateTimeOffset WrittenAt);

/// <inheritdoc cref="IProbeGrain"/>
[GrainType("probe")]
internal sealed class ProbeGrain(IGrainContext context, LeaseClock clock) : Grain, IProbeGrain
{
    // A failure is tried again sooner: its write costs nothing.
    private static readonly TimeSpan GoodFor = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan BadFor = TimeSpan.FromSeconds(1);

    private readonly GrainRow<ProbeRecord> row = new("probe", context);
    private Task? writing;
    private Task last = Task.CompletedTask;
    private DateTimeOffset lastUntil;

    public Task CheckAsync() => writing ?? (clock.Steady < lastUntil ? last : writing = WriteAsync());

    private async Task WriteAsync()
    {
        await Task.Yield(); // so that writing is set before it is cleared
        try
        {
            await row.WriteAsync(new(clock.Now), (await row.ReadAsync()).Version);
            (last, lastUntil) = (Task.CompletedTask, clock.Steady + GoodFor);
        }
        catch (InconsistentStateException)
        {
            // Another activation wrote it in between, so storage takes writes.
            (last, lastUntil) = (Task.CompletedTask, clock.Steady + GoodFor);
        }
        catch (StorageUnavailableException e)
        {
            (last, lastUntil) = (Task.FromException(e), clock.Steady + BadFor);
            throw;
        }
        finally
        {
            writing = null;
        }
    }
}
