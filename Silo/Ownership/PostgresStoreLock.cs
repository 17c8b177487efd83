using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Npgsql;

namespace OrleansRegistration.Storage;

/// <summary>
/// An advisory lock on a service's rows in a PostgreSQL database, on a connection of its own. An open transaction holds
/// the lock, so it also works behind a pooler that assigns connections to transactions. The transaction holds no
/// snapshot and delays nothing else.
/// </summary>
internal sealed class PostgresStoreLock : IStoreLock
{
    /// <summary>"regi" in ASCII. The other half of the lock's key depends on the service.</summary>
    internal const int Class = 0x72656769;
    private const int KeepAliveSeconds = 5;
    private const int LongestName = 63; // of PostgreSQL's application_name, in bytes

    private readonly string _connectionString;
    private readonly int _key;
    private NpgsqlConnection? _connection;

    /// <summary>Describes the lock. Does not connect.</summary>
    public PostgresStoreLock(string connectionString, string serviceId)
    {
        var name = string.Create(
            CultureInfo.InvariantCulture,
            $"registration owner, pid {Environment.ProcessId} on {Environment.MachineName}"
        );
        _connectionString = new NpgsqlConnectionStringBuilder(connectionString)
        {
            ApplicationName = name[..Math.Min(name.Length, LongestName)],
            Pooling = false,
            KeepAlive = KeepAliveSeconds,
        }.ConnectionString;
        _key = BinaryPrimitives.ReadInt32BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes(serviceId)));
    }

    /// <inheritdoc/>
    /// <exception cref="NpgsqlException">The database does not answer.</exception>
    public async Task<string?> TryTakeAsync(CancellationToken cancellationToken)
    {
        await DisposeAsync();
        _connection = new NpgsqlConnection(_connectionString);
        await _connection.OpenAsync(cancellationToken);

        await ExecuteAsync("begin", cancellationToken);
        if (await ExecuteAsync($"select pg_try_advisory_xact_lock({Class}, {_key})", cancellationToken) is true)
        {
            await KeepAsync(cancellationToken);
            return null;
        }

        var holder = await ExecuteAsync(
            $"""
            select coalesce(nullif(application_name, ''), 'another program')
                || coalesce(', from ' || host(client_addr), '')
                || coalesce(' since ' || to_char(backend_start at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'), '')
                || ' (backend ' || l.pid || ')'
            from pg_locks l left join pg_stat_activity a on a.pid = l.pid
            where locktype = 'advisory' and granted
                and classid = {Class} and objid = ({_key}::bigint & 4294967295)::oid and objsubid = 2
                and database = (select oid from pg_database where datname = current_database())
            limit 1
            """,
            cancellationToken
        );
        await DisposeAsync();
        return holder as string ?? "another process";
    }

    /// <inheritdoc/>
    public async Task WatchAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                await _connection!.WaitAsync(cancellationToken); // waits for notices, which nobody sends
            }
        }
        catch (Exception failure) when (failure is NpgsqlException or InvalidOperationException or IOException)
        {
            // The connection, and with it the lock, is lost.
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_connection is not null)
        {
            await _connection.DisposeAsync();
        }

        _connection = null;
    }

    /// <summary>
    /// The server ends the transaction soon after this machine is gone, but never because it is idle. This must be the
    /// last statement: a "select" keeps its snapshot until the next statement, and so keeps the server from removing
    /// dead rows.
    /// </summary>
    private async Task KeepAsync(CancellationToken cancellationToken) =>
        await ExecuteAsync(
            """
            set local idle_in_transaction_session_timeout = 0; set local tcp_keepalives_idle = 10;
            set local tcp_keepalives_interval = 5; set local tcp_keepalives_count = 3
            """,
            cancellationToken
        );

    private async Task<object?> ExecuteAsync(string sql, CancellationToken cancellationToken)
    {
#pragma warning disable CA2100 // Constants and numbers.
        await using var command = new NpgsqlCommand(sql, _connection);
#pragma warning restore CA2100
        return await command.ExecuteScalarAsync(cancellationToken);
    }
}
