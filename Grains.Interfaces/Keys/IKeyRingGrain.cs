namespace OrleansRegistration.Keys;

/// <summary>
/// The key ring of the service; key <c>keyring/service</c>. It stores what the nodes write and lets one of two
/// concurrent changes win. The nodes decide when a key is made, used and retired. Calls throw
/// <see cref="Storage.StorageUnavailableException"/> when storage does not answer.
/// </summary>
[Alias("IKeyRingGrain"), GrainInterfaceType(GrainTypes.KeyRing)]
public interface IKeyRingGrain : IGrainWithStringKey
{
    /// <summary>Reads the stored ring.</summary>
    [Alias("get")]
    Task<KeyRing> GetAsync();

    /// <summary>
    /// Stores the master check and the keys of <paramref name="ring"/> if the row still has its version. The elements
    /// stay as they are.
    /// </summary>
    /// <returns><c>false</c> when the row has another version; nothing was written.</returns>
    [Alias("replace-keys")]
    Task<bool> TryReplaceKeysAsync(KeyRing ring);

    /// <summary>Adds an element of the ring of ASP.NET Data Protection.</summary>
    [Alias("add-element")]
    Task AddElementAsync(KeyRingElement element);
}
