using Npgsql;
using OrleansRegistration.Hosting;

namespace OrleansRegistration.Storage;

/// <summary>How grain records reach the database: setting <c>Storage:Mode</c>.</summary>
public enum StorageMode
{
    /// <summary>All writes waiting in a silo as one statement in one transaction, and all reads as one. The default.</summary>
    Batched,

    /// <summary>
    /// One statement a write, by Microsoft.Orleans.Persistence.AdoNet, on the same rows: the mode may be changed at any restart. For connection
    /// poolers that keep no session per connection.
    /// </summary>
    AdoNet,
}

/// <summary>Where grain records are kept. A wrong value stops start-up with a message that names the setting.</summary>
public sealed class StorageOptions
{
    /// <summary>The setting that holds the connection string.</summary>
    internal const string ConnectionStringKey = "ConnectionStrings:Registration";

    /// <summary>
    /// <see cref="ServiceOptions.DataDirectory"/>: the directory of the SQLite file <c>registration.db</c>. It is created
    /// private (0700 on Unix) if it is absent.
    /// </summary>
    public string DataDirectory { get; internal set; } = "";

    /// <summary><c>ConnectionStrings:Registration</c>: a PostgreSQL connection string; empty, the default, for SQLite.</summary>
    public string ConnectionString { get; internal set; } = "";

    /// <summary><c>Storage:Mode</c>, default <see cref="StorageMode.Batched"/>.</summary>
    public StorageMode Mode { get; set; } = StorageMode.Batched;

    /// <summary>Whether <see cref="ConnectionString"/> is empty or a PostgreSQL connection string that names a host.</summary>
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

/// <summary>Settings <c>ConnectionStrings:*</c>: the names that there are.</summary>
internal sealed class ConnectionStringNames
{
    /// <summary><c>ConnectionStrings:Registration</c>; see <see cref="StorageOptions.ConnectionString"/>.</summary>
    public string Registration { get; set; } = "";
}
