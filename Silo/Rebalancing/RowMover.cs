using System.Text;
using Npgsql;
using NpgsqlTypes;
using OrleansRegistration.Storage;

namespace OrleansRegistration.Rebalancing;

/// <summary>Moves rows to their homes, with their versions.</summary>
internal sealed class RowMover
{
    // Keys are read in the order of the primary key, and moved in smaller groups: a payload may have a megabyte.
    private const int KeysAtOnce = 20_000;
    private const int RowsAtOnce = 1_000;
    private const long ProgressRows = 100_000;

    private const string ReadKeys = """
        select grain_type, grain_key from grain_state
        where service_id = $1 and (grain_type, grain_key) > ($2, $3)
        order by service_id, grain_type, grain_key
        limit $4
        """;

    private const string ReadRows = """
        select i.grain_type, i.grain_key, s.version, s.payload, s.modified
        from unnest($2, $3) as i (grain_type, grain_key)
        cross join lateral (
            select e.version, e.payload::text as payload, e.modified from grain_state e
            where e.service_id = $1 and e.grain_type = i.grain_type and e.grain_key = i.grain_key
            offset 0) s
        """;

    private const string InsertRows = """
        insert into grain_state (service_id, grain_type, grain_key, version, payload, modified)
        select $1, i.grain_type, i.grain_key, i.version, i.payload::json, i.modified
        from unnest($2, $3, $4, $5, $6) as i (grain_type, grain_key, version, payload, modified)
        on conflict do nothing
        """;

    // A row that was copied by a run that ended before its delete is there already, with the same version.
    private const string CountCopies = """
        select count(*) from unnest($2, $3, $4) as i (grain_type, grain_key, version)
        where i.version = (
            select e.version from grain_state e
            where e.service_id = $1 and e.grain_type = i.grain_type and e.grain_key = i.grain_key)
        """;

    private const string DeleteRows = """
        delete from grain_state s
        using unnest($2, $3, $4) as i (grain_type, grain_key, version)
        where s.service_id = $1 and s.grain_type = i.grain_type and s.grain_key = i.grain_key and s.version = i.version
        """;

    private readonly string _serviceId;
    private readonly IReadOnlyList<NpgsqlConnection> _connections;
    private readonly RebalancePlan _plan;
    private readonly RendezvousHash _hash;
    private readonly Action? _beforeChange;

    /// <summary>Takes a connection to each database, by number. Each may write.</summary>
    public RowMover(
        string serviceId,
        IReadOnlyList<NpgsqlConnection> connections,
        RebalancePlan plan,
        Action? beforeChange
    )
    {
        (_serviceId, _connections, _plan, _beforeChange) = (serviceId, connections, plan, beforeChange);
        _hash = new(plan.NextMembers);
    }

    /// <summary>Moves every row out of a database whose home is another one.</summary>
    /// <param name="progress">Receives the number of moved rows now and then.</param>
    /// <returns>The number of rows that were moved.</returns>
    /// <exception cref="InvalidOperationException">Two databases have different rows of one key.</exception>
    /// <exception cref="NpgsqlException">A database does not answer.</exception>
    public async Task<long> MoveFromAsync(int number, Action<long> progress, CancellationToken cancellationToken)
    {
        var (moved, told) = (0L, 0L);
        RowKey? last = new("", "");
        while (last is { } after)
        {
            var keys = await ReadKeysAsync(number, after, cancellationToken);
            last = keys.Count < KeysAtOnce ? null : keys[^1];
            foreach (var home in keys.GroupBy(HomeOf).Where(home => home.Key != number))
            {
                foreach (var chunk in home.Chunk(RowsAtOnce))
                {
                    await MoveAsync(_connections[number], _connections[home.Key], chunk, cancellationToken);
                    moved += chunk.Length;
                }
            }

            if (moved - told >= ProgressRows || (last is null && moved > told))
            {
                progress(told = moved);
            }
        }

        return moved;
    }

    private int HomeOf(RowKey key) => _plan.Next[_hash.HomeOf(Encoding.UTF8.GetBytes(key.GrainKey))];

    private async Task MoveAsync(
        NpgsqlConnection from,
        NpgsqlConnection to,
        RowKey[] keys,
        CancellationToken cancellationToken
    )
    {
        var types = new List<string>(keys.Length);
        var (names, versions) = (new List<string>(keys.Length), new List<int>(keys.Length));
        var (payloads, times) = (new List<string>(keys.Length), new List<DateTime>(keys.Length));
        string[] allTypes = [.. keys.Select(key => key.GrainType)];
        string[] allNames = [.. keys.Select(key => key.GrainKey)];
        await using (var read = Command(from, ReadRows, allTypes, allNames))
        {
            await using var rows = await read.ExecuteReaderAsync(cancellationToken);
            while (await rows.ReadAsync(cancellationToken))
            {
                types.Add(rows.GetString(0));
                names.Add(rows.GetString(1));
                versions.Add(rows.GetInt32(2));
                payloads.Add(rows.GetString(3));
                times.Add(rows.GetDateTime(4));
            }
        }

        _beforeChange?.Invoke();
        await using (var insert = Command(to, InsertRows, types, names, versions, payloads, times))
        {
            insert.Parameters[^1].NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.TimestampTz;
            await insert.ExecuteNonQueryAsync(cancellationToken);
        }

        await using (var count = Command(to, CountCopies, types, names, versions))
        {
            if (await count.ExecuteScalarAsync(cancellationToken) is not long copies || copies != types.Count)
            {
                throw new InvalidOperationException(
                    "Two databases have different rows of one key. Nothing was deleted; the store is not usable."
                );
            }
        }

        _beforeChange?.Invoke();
        await using var delete = Command(from, DeleteRows, types, names, versions);
        await delete.ExecuteNonQueryAsync(cancellationToken);
    }

    private async Task<List<RowKey>> ReadKeysAsync(int number, RowKey after, CancellationToken cancellationToken)
    {
        var keys = new List<RowKey>(KeysAtOnce);
        await using var command = Command(_connections[number], ReadKeys, after.GrainType, after.GrainKey, KeysAtOnce);
        await using var rows = await command.ExecuteReaderAsync(cancellationToken);
        while (await rows.ReadAsync(cancellationToken))
        {
            keys.Add(new(rows.GetString(0), rows.GetString(1)));
        }

        return keys;
    }

    private NpgsqlCommand Command(NpgsqlConnection connection, string sql, params object[] values) =>
        Statement.Of(connection, sql, _serviceId, values);
}
