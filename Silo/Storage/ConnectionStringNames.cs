namespace OrleansRegistration.Storage;

/// <summary>The names below <c>ConnectionStrings</c> that are settings.</summary>
internal sealed class ConnectionStringNames
{
    /// <summary><c>ConnectionStrings:Registration</c>; see <see cref="StorageOptions.ConnectionString"/>.</summary>
    public string Registration { get; set; } = "";
}
