using System.Collections.Concurrent;
using Orleans.GrainDirectory;

namespace OrleansRegistration.Placement;

/// <summary>
/// A directory of the grains of one silo that other silos do not know. Each silo has its own activation of such a grain
/// and calls no other silo for it. Only for grains that are safe by the compare-and-swap of their row, and that trust
/// their memory for a bounded time (docs/adr/0031-clusters.md).
/// </summary>
internal sealed class SiloDirectory : IGrainDirectory
{
    /// <summary>The name of the directory.</summary>
    public const string Name = "silo";

    private readonly ConcurrentDictionary<GrainId, GrainAddress> _addresses = new();

    /// <inheritdoc/>
    public Task<GrainAddress?> Register(GrainAddress address) => Register(address, previousAddress: null);

    /// <inheritdoc/>
    public Task<GrainAddress?> Register(GrainAddress address, GrainAddress? previousAddress) =>
        Task.FromResult<GrainAddress?>(
            _addresses.AddOrUpdate(
                address.GrainId,
                address,
                (_, known) => known.Matches(previousAddress) ? address : known
            )
        );

    /// <inheritdoc/>
    public Task Unregister(GrainAddress address)
    {
        if (_addresses.TryGetValue(address.GrainId, out var known) && known.Matches(address))
        {
            _addresses.TryRemove(KeyValuePair.Create(address.GrainId, known));
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task<GrainAddress?> Lookup(GrainId grainId) => Task.FromResult(_addresses.GetValueOrDefault(grainId));

    /// <inheritdoc/>
    public Task UnregisterSilos(List<SiloAddress> siloAddresses) => Task.CompletedTask;
}
