namespace OrleansRegistration.Storage;

/// <summary>Storage did not answer, or not as it should; whether a write landed is not known. The cause is in the silo's log.</summary>
[GenerateSerializer, Alias("storage-unavailable")]
public sealed class StorageUnavailableException : Exception
{
    /// <summary>An exception whose <paramref name="message"/> names the operation and nothing personal.</summary>
    public StorageUnavailableException(string message)
        : base(message) { }

    /// <summary>The same, with the cause.</summary>
    public StorageUnavailableException(string message, Exception cause)
        : base(message, cause) { }
}
