using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Npgsql;

namespace OrleansRegistration.Storage;

/// <summary>
/// An advisory lock on a service's rows in a PostgreSQL database, on a connection of its own. An open transaction holds
/// the lock, so it also works behind a pooler that assigns connections to transactions. The transaction holds no
/// snapshot and delays nothing else. The nodes of one cluster share the lock.
/// </summary>
internal sealed class PostgresStoreLock : IStoreLock
{
    /// <summary>"regi" in ASCII. The other half of the lock's key depends on the service.</summary>
    internal const int Class = 0x72656769;
    private const int KeepAliveSeconds = 5;
    private const int LongestName = 63; // of PostgreSQL's application_name, in bytes

    private readonly string _connectionString;
    private readonly int _key;
    private readonly string? _shared; // how the names of all connections that share the lock begin
    private NpgsqlConnection? _connection;

    /// <summary>Describes the lock. Does not connect.</summary>
    /// <param name="clusterId">The cluster whose nodes share the lock; <c>null</c> for a lock of this process.</param>
    public PostgresStoreLock(string connectionString, string serviceId, string? clusterId = null)
    {
        _shared = clusterId is null ? null : $"registration cluster {Hash(clusterId):x8}, ";
        var name = string.Create(
            CultureInfo.InvariantCulture,
            $"{_shared ?? "registration owner, "}pid {Environment.ProcessId} on {Environment.MachineName}"
        );
        _connectionString = new NpgsqlConnectionStringBuilder(connectionString)
        {
            ApplicationName = name[..Math.Min(name.Length, LongestName)],
            Pooling = false,
            KeepAlive = KeepAliveSeconds,
        }.ConnectionString;
        _key = Hash(serviceId);
    }

    /// <inheritdoc/>
    /// <exception cref="NpgsqlException">The database does not answer.</exception>
    public async Task<string?> TryTakeAsync(CancellationToken cancellationToken)
    {
        await DisposeAsync();
        _connection = new NpgsqlConnection(_connectionString);
        await _connection.OpenAsync(cancellationToken);

        await ExecuteAsync("begin", cancellationToken);
        var tryLock = _shared is null ? "pg_try_advisory_xact_lock" : "pg_try_advisory_xact_lock_shared";
        var isTaken = await ExecuteAsync($"select {tryLock}({Class}, {_key})", cancellationToken) is true;
        var holder = isTaken && _shared is null ? null : await FindHolderAsync(cancellationToken);
        if (isTaken && holder is null)
        {
            await KeepAsync(cancellationToken);
            return null;
        }

        await DisposeAsync();
        return holder ?? "another process";
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

    /// <returns>Who holds the lock and does not share it with this process; <c>null</c> if nobody does.</returns>
    private async Task<string?> FindHolderAsync(CancellationToken cancellationToken) =>
        await ExecuteAsync(
            $"""
            select coalesce(nullif(application_name, ''), 'another program')
                || coalesce(', from ' || host(client_addr), '')
                || coalesce(' since ' || to_char(backend_start at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'), '')
                || ' (backend ' || l.pid || ')'
            from pg_locks l left join pg_stat_activity a on a.pid = l.pid
            where locktype = 'advisory' and granted and l.pid <> pg_backend_pid()
                and classid = {Class} and objid = ({_key}::bigint & 4294967295)::oid and objsubid = 2
                and database = (select oid from pg_database where datname = current_database())
                and not starts_with(coalesce(application_name, ''), '{_shared ?? "?"}')
            limit 1
            """,
            cancellationToken
        ) as string;

    private static int Hash(string text) =>
        BinaryPrimitives.ReadInt32BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes(text)));

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
