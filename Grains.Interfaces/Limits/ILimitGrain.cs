namespace OrleansRegistration.Limits;

/// <summary>
/// One limit for one address or account; key <see cref="GrainKeys.ForLimit"/>. Holds cluster-wide, because a key has one activation. In memory
/// only: no storage is read or written, and a crash of its silo forgives what was counted there. It leaves memory once there is nothing left to
/// remember.
/// </summary>
[Alias("ILimitGrain"), GrainInterfaceType(GrainTypes.Limit)]
public interface ILimitGrain : IGrainWithStringKey
{
    /// <summary>Takes one turn, if there is one.</summary>
    /// <returns>Zero: taken. Else how long until there is one again; nothing was taken, so asking too early costs no more time.</returns>
    [Alias("take")]
    Task<TimeSpan> TakeAsync(RateLimit limit);
}
