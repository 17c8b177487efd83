using Orleans.Concurrency;

namespace OrleansRegistration.Health;

/// <summary>Tries whether storage takes writes; key <c>probe/service</c>, or <c>probe/</c> and a number.</summary>
[Alias("IProbeGrain"), GrainInterfaceType(GrainTypes.Probe)]
public interface IProbeGrain : IGrainWithStringKey
{
    /// <summary>
    /// Completes when the probe row was written now or in the last seconds. The row is written at most once in that
    /// time, for any number of callers. Interleaves, because all callers wait for the same write.
    /// </summary>
    /// <exception cref="Storage.StorageUnavailableException">Storage did not take the write.</exception>
    [AlwaysInterleave, Alias("check")]
    Task CheckAsync();
}
