using Npgsql;
using OrleansRegistration.Storage;

namespace OrleansRegistration.Hosting;

/// <summary>
/// Connections to the table of the cluster's members. They have a pool of their own, so that a member can say that it
/// is alive while the store is busy.
/// </summary>
internal sealed class MembershipSource : IDisposable
{
    private const int MaxConnections = 4;

    /// <summary>Describes the connections. Opens none.</summary>
    public MembershipSource(string connectionString) =>
        Connections = NpgsqlDataSource.Create(
            new NpgsqlConnectionStringBuilder(connectionString)
            {
                ApplicationName = "registration membership",
                MaxPoolSize = MaxConnections,
                MinPoolSize = 0,
                Timeout = (int)StorageWaits.Lock.TotalSeconds,
                CommandTimeout = (int)StorageWaits.Lock.TotalSeconds,
            }
        );

    /// <summary>The name of the driver in Orleans.</summary>
    public const string Invariant = "Npgsql";

    /// <summary>The connections.</summary>
    public NpgsqlDataSource Connections { get; }

    /// <inheritdoc/>
    public void Dispose() => Connections.Dispose();
}
