namespace OrleansRegistration.Storage;

/// <summary>The names below <c>ConnectionStrings</c> that are settings.</summary>
internal sealed class ConnectionStringNames
{
    /// <summary>
    /// <c>ConnectionStrings:Registration</c>, or numbered; see <see cref="StorageOptions.ConnectionStrings"/>.
    /// </summary>
    public IList<string> Registration { get; } = [];
}
