using Orleans.Storage;

namespace OrleansRegistration.Storage;

/// <summary>Names that storage is registered and keyed by.</summary>
public static class StorageNames
{
    /// <summary>The keyed <see cref="IGrainStorage"/> of all grains.</summary>
    public const string Registration = "registration";
}
