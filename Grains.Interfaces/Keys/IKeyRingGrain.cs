namespace OrleansRegistration.Keys;

/// <summary>
/// The one key ring of a service; key <c>keyring/service</c>. Keeps what the nodes put in and decides between two that change it at once;
/// which key is made, used and retired when is the nodes' rule. Calls throw <see cref="Storage.StorageUnavailableException"/> when storage
/// cannot answer.
/// </summary>
[Alias("IKeyRingGrain"), GrainInterfaceType(GrainTypes.KeyRing)]
public interface IKeyRingGrain : IGrainWithStringKey
{
    /// <summary>The ring as it is stored now.</summary>
    [Alias("get")]
    Task<KeyRing> GetAsync();

    /// <summary>Stores check and keys of <paramref name="ring"/> if the row still has its version; the elements stay as they are.</summary>
    /// <returns><c>false</c> when it has not; nothing was written.</returns>
    [Alias("replace-keys")]
    Task<bool> TryReplaceKeysAsync(KeyRing ring);

    /// <summary>Adds an element.</summary>
    [Alias("add-element")]
    Task AddElementAsync(KeyRingElement element);
}
