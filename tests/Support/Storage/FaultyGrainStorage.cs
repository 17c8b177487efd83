using Microsoft.Extensions.DependencyInjection;
using Orleans.Storage;

namespace OrleansRegistration.Storage;

/// <summary>
/// Wraps real storage and throws an <see cref="IOException"/> where <see cref="StorageFaults"/> plans it. Disposing
/// disposes the real storage.
/// </summary>
public sealed class FaultyGrainStorage(IGrainStorage inner, StorageFaults faults) : IGrainStorage, IDisposable
{
    /// <inheritdoc/>
    public Task ReadStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        RunAsync(
            StorageOperation.Read,
            stateName,
            grainId,
            grainState,
            state => inner.ReadStateAsync(stateName, grainId, state)
        );

    /// <inheritdoc/>
    public Task WriteStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        RunAsync(
            StorageOperation.Write,
            stateName,
            grainId,
            grainState,
            state => inner.WriteStateAsync(stateName, grainId, state)
        );

    /// <inheritdoc/>
    public Task ClearStateAsync<T>(string stateName, GrainId grainId, IGrainState<T> grainState) =>
        RunAsync(
            StorageOperation.Clear,
            stateName,
            grainId,
            grainState,
            state => inner.ClearStateAsync(stateName, grainId, state)
        );

    /// <inheritdoc/>
    public void Dispose() => (inner as IDisposable)?.Dispose();

    private async Task RunAsync<T>(
        StorageOperation operation,
        string stateName,
        GrainId grainId,
        IGrainState<T> state,
        Func<IGrainState<T>, Task> run
    )
    {
        var (call, fault) = faults.Enter(operation, stateName, grainId, state.ETag);
        switch (fault?.Kind)
        {
            case StorageFaultKind.FailBefore:
                call.Outcome = StorageOutcome.Failed;
                fault.Strike(call);
                throw new IOException($"Planned: {operation} {call.Number} failed.");

            case StorageFaultKind.FailAfter:
                // The write uses a copy, so a caller whose reply is lost does not learn the new version.
                await TrackAsync(call, () => run(Copy(state)));
                call.Outcome = StorageOutcome.ReplyLost;
                fault.Strike(call);
                throw new IOException($"Planned: the reply to {operation} {call.Number} was lost.");

            case StorageFaultKind.Hold:
                fault.Strike(call);
                await fault.Released;
                break;

            case StorageFaultKind.FailNowLandLater:
                // Keeps the state of this moment. States are immutable, so a copy of the reference is enough.
                var late = Copy(state);
                call.Outcome = StorageOutcome.Late;
                fault.Strike(
                    call,
                    async () =>
                    {
                        await TrackAsync(call, () => run(late));
                        call.Outcome = StorageOutcome.ReplyLost;
                    }
                );
                throw new IOException($"Planned: {operation} {call.Number} timed out.");
        }

        await TrackAsync(call, () => run(state));
    }

    private static async Task TrackAsync(StorageCall call, Func<Task> run)
    {
        try
        {
            await run();
            call.Outcome = StorageOutcome.Done;
        }
        catch (InconsistentStateException)
        {
            call.Outcome = StorageOutcome.Conflict;
            throw;
        }
        catch
        {
            call.Outcome = StorageOutcome.Failed;
            throw;
        }
    }

    private static GrainState<T> Copy<T>(IGrainState<T> state) =>
        new(state.State, state.ETag) { RecordExists = state.RecordExists };
}

/// <summary>Puts <see cref="FaultyGrainStorage"/> into a container.</summary>
public static class FaultyGrainStorageExtensions
{
    /// <summary>Wraps the storage that is registered under <paramref name="name"/>.</summary>
    /// <exception cref="InvalidOperationException">
    /// No storage is registered under the name, or no factory made it.
    /// </exception>
    public static IServiceCollection AddStorageFaults(
        this IServiceCollection services,
        string name,
        StorageFaults faults
    )
    {
        var inner =
            services
                .LastOrDefault(service =>
                    service.ServiceType == typeof(IGrainStorage) && Equals(service.ServiceKey, name)
                )
                ?.KeyedImplementationFactory
            ?? throw new InvalidOperationException($"No storage named {name} was registered with a factory.");
        return services.AddKeyedSingleton<IGrainStorage>(
            name,
            (provider, key) => new FaultyGrainStorage((IGrainStorage)inner(provider, key), faults)
        );
    }
}
