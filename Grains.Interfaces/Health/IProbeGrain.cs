using Orleans.Concurrency;

namespace OrleansRegistration.Health;

/// <summary>Tells whether storage takes writes; key <c>probe/service</c>.</summary>
[Alias("IProbeGrain"), GrainInterfaceType(GrainTypes.Probe)]
public interface IProbeGrain : IGrainWithStringKey
{
    /// <summary>
    /// Completes when a row of its own was written a few seconds ago or now. However many ask, it is written once in that time. Interleaves,
    /// because all who ask meanwhile wait for the same write.
    /// </summary>
    /// <exception cref="Storage.StorageUnavailableException">Storage did not take the write.</exception>
    [AlwaysInterleave, Alias("check")]
    Task CheckAsync();
}
