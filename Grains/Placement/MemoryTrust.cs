namespace OrleansRegistration.Placement;

/// <summary>
/// Whether this silo may answer from what its grains remember. A silo that was frozen or cut off may have been declared
/// dead. Its grains live elsewhere then, and its memory is old. So a silo of a cluster must confirm again and again
/// that it is a member; without that its grains read their rows. A silo that is alone needs no confirmation.
/// Thread-safe.
/// </summary>
public sealed class MemoryTrust(TimeProvider time)
{
    /// <summary>For how long memory is good after a confirmation began.</summary>
    private static readonly TimeSpan GoodFor = TimeSpan.FromSeconds(3);

    private long _confirmed; // 0 without any confirmation

    /// <summary>Whether memory is good.</summary>
    public bool IsGood => Volatile.Read(ref _confirmed) is var at && (at == 0 || time.GetElapsedTime(at) < GoodFor);

    /// <summary>The silo is a member, as of the time stamp <paramref name="begun"/>.</summary>
    public void Confirm(long begun) => Volatile.Write(ref _confirmed, begun);

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
