using Npgsql;
using OrleansRegistration.Hosting;

namespace OrleansRegistration.Storage;

/// <summary>
/// Settings of the store of grain records. A wrong value stops the start with a message that names the setting.
/// </summary>
public sealed class StorageOptions
{
    /// <summary>The key of the setting with the connection string.</summary>
    internal const string ConnectionStringKey = "ConnectionStrings:Registration";

    /// <summary>
    /// <see cref="ServiceOptions.DataDirectory"/>: the directory of the SQLite file <c>registration.db</c>. It is
    /// created private (0700 on Unix) if it is absent.
    /// </summary>
    public string DataDirectory { get; internal set; } = "";

    /// <summary>
    /// <c>ConnectionStrings:Registration</c>: a PostgreSQL connection string. Default: empty, for SQLite.
    /// </summary>
    public string ConnectionString { get; internal set; } = "";

    /// <summary><c>Storage:Mode</c>, default <see cref="StorageMode.Batched"/>.</summary>
    public StorageMode Mode { get; set; } = StorageMode.Batched;

    /// <summary>
    /// Whether <see cref="ConnectionString"/> is empty or a PostgreSQL connection string that names a host.
    /// </summary>
    internal bool ConnectionStringIsUsable()
    {
        if (string.IsNullOrWhiteSpace(ConnectionString))
        {
            return true;
        }

        try
        {
            return !string.IsNullOrWhiteSpace(new NpgsqlConnectionStringBuilder(ConnectionString).Host);
        }
        catch (Exception exception)
            when (exception is ArgumentException or FormatException or InvalidCastException or OverflowException)
        {
            return false;
        }
    }
}
