using Orleans.Storage;
using OrleansRegistration.Storage;

namespace OrleansRegistration.Health;

/// <inheritdoc cref="IProbeGrain"/>
[GrainType(GrainTypes.Probe)]
internal sealed class ProbeGrain(IGrainContext context, ServiceClock clock) : Grain, IProbeGrain
{
    // A failure is remembered for a shorter time: trying again costs nothing.
    private static readonly TimeSpan GoodFor = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan BadFor = TimeSpan.FromSeconds(1);

    private readonly GrainRow<ProbeRecord> _row = new(GrainTypes.Probe, context);
    private Task? _writing;
    private Task _last = Task.CompletedTask;
    private DateTimeOffset _lastUntil;

    public Task CheckAsync() => _writing ?? (clock.Steady < _lastUntil ? _last : _writing = WriteAsync());

    private async Task WriteAsync()
    {
        await Task.Yield(); // so that _writing is set before it is cleared
        try
        {
            await _row.WriteAsync(new(clock.Now), (await _row.ReadAsync()).Version);
            (_last, _lastUntil) = (Task.CompletedTask, clock.Steady + GoodFor);
        }
        catch (InconsistentStateException)
        {
            // Another activation wrote the row in between, so storage takes writes.
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
