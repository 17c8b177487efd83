namespace OrleansRegistration.Placement;

/// <summary>
/// Whether this silo may answer from what its grains remember. A silo that was frozen or cut off may have been declared
/// dead. Its grains live elsewhere then, and its memory is old. So a silo of a cluster must confirm again and again
/// that it is a member; without that its grains read their rows. A silo that is alone needs no confirmation.
/// Thread-safe.
/// </summary>
public sealed class MemoryTrust(TimeProvider time)
{
    /// <summary>For how long memory is good after the silo was a member.</summary>
    private static readonly TimeSpan GoodFor = TimeSpan.FromSeconds(3);

    private long _until = long.MaxValue; // a time stamp

    /// <summary>Whether memory is good.</summary>
    public bool IsGood => time.GetTimestamp() < Volatile.Read(ref _until);

    /// <summary>The silo was a member at the time stamp <paramref name="at"/>.</summary>
    public void Confirm(long at) =>
        Volatile.Write(ref _until, at + (long)(GoodFor.TotalSeconds * time.TimestampFrequency));

    /// <summary>The silo is no member, or not yet.</summary>
    public void Revoke() => Volatile.Write(ref _until, 0);

    /// <summary>For answers that are in memory only.</summary>
    /// <exception cref="SiloUnavailableException">Memory is not good. Nothing was done.</exception>
    public void Require()
    {
        if (!IsGood)
        {
            throw new SiloUnavailableException("This node is not sure that it is still a member of the cluster.");
        }
    }
}
