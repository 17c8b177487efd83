using Orleans.Storage;

namespace OrleansRegistration.Storage;

/// <summary>The names under which storage is registered.</summary>
public static class StorageNames
{
    /// <summary>The key of the <see cref="IGrainStorage"/> of all grains.</summary>
    public const string Registration = "registration";
}
