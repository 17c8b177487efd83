namespace OrleansRegistration.Storage;

/// <summary>
/// Storage did not answer, or answered wrongly. It is unknown whether a write took effect. The silo logs the cause.
/// </summary>
[GenerateSerializer, Alias("storage-unavailable")]
public sealed class StorageUnavailableException : Exception
{
    /// <summary>
    /// Creates an exception. The <paramref name="message"/> must name the operation and nothing personal.
    /// </summary>
    public StorageUnavailableException(string message)
        : base(message) { }

    /// <summary>Creates an exception with its cause.</summary>
    public StorageUnavailableException(string message, Exception cause)
        : base(message, cause) { }
}
