using Orleans.Storage;
using OrleansRegistration.Leases;
using OrleansRegistration.Storage;

namespace OrleansRegistration.Health;

/// <summary>The row that is written to try storage.</summary>
internal sealed record ProbeRecord(DateTimeOffset WrittenAt);

/// <inheritdoc cref="IProbeGrain"/>
[GrainType("probe")]
internal sealed class ProbeGrain(IGrainContext context, ServiceClock clock) : Grain, IProbeGrain
{
    // A failure is tried again sooner: its write costs nothing.
    private static readonly TimeSpan GoodFor = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan BadFor = TimeSpan.FromSeconds(1);

    private readonly GrainRow<ProbeRecord> _row = new("probe", context);
    private Task? _writing;
    private Task _last = Task.CompletedTask;
    private DateTimeOffset _lastUntil;

    public Task CheckAsync() => _writing ?? (clock.Steady < _lastUntil ? _last : _writing = WriteAsync());

    private async Task WriteAsync()
    {
        await Task.Yield(); // so that writing is set before it is cleared
        try
        {
            await _row.WriteAsync(new(clock.Now), (await _row.ReadAsync()).Version);
            (_last, _lastUntil) = (Task.CompletedTask, clock.Steady + GoodFor);
        }
        catch (InconsistentStateException)
        {
            // Another activation wrote it in between, so storage takes writes.
            (_last, _lastUntil) = (Task.CompletedTask, clock.Steady + GoodFor);
        }
        catch (StorageUnavailableException e)
        {
            (_last, _lastUntil) = (Task.FromException(e), clock.Steady + BadFor);
            throw;
        }
        finally
        {
            _writing = null;
        }
    }
}
