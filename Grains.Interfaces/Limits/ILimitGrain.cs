namespace OrleansRegistration.Limits;

/// <summary>
/// One limit for one address or account; key <c>limit/&lt;kind&gt;/&lt;keyed hash&gt;</c>. The limit holds for the
/// whole cluster, because a key has one activation. The state is only in memory: a crash of its silo resets it. The
/// grain leaves memory once its state equals that of a new one.
/// </summary>
[Alias("ILimitGrain"), GrainInterfaceType(GrainTypes.Limit)]
public interface ILimitGrain : IGrainWithStringKey
{
    /// <summary>Takes one turn, if one is available.</summary>
    /// <returns>
    /// Zero when a turn was taken; otherwise how long until one is available. Calling again too early does not lengthen
    /// the wait.
    /// </returns>
    [Alias("take")]
    Task<TimeSpan> TakeAsync(RateLimit limit);
}
