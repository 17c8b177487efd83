using System.Data.Common;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;

namespace OrleansRegistration.Bench.Backlog;

/// <summary>
/// Writes waiting mails into the database of our service while the service is stopped, because sign-ups would take long
/// to make them. Each mail has failed once and is due in almost an hour.
/// </summary>
/// <param name="connect">Makes a connection that may write.</param>
internal sealed class WaitingMails(Func<DbConnection> connect, bool isPostgreSql)
{
    /// <summary>As many as in a full segment of the service (docs/adr/0028-the-mail-queue.md).</summary>
    private const int SegmentSize = 16;

    private const int Shards = 32;

    /// <summary>
    /// Adds <paramref name="count"/> mails of users that do not exist. The service must have run once.
    /// </summary>
    public async Task AddAsync(int count, CancellationToken cancellationToken)
    {
        await using var connection = connect();
        await connection.OpenAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using var find = Command(
            "select count(*) from grain_state "
                + "where grain_type = 'mail' and (grain_key = @key or grain_key like @key || '/%')",
            "key"
        );
        await using var add = Command(
            "insert into grain_state select service_id, 'mail', @key, 1, "
                + (isPostgreSql ? "@payload::json, now()" : "@payload, strftime('%Y-%m-%dT%H:%M:%fZ', 'now')")
                + " from (select distinct service_id from grain_state) as service",
            "key",
            "payload"
        );
        foreach (var shard in Enumerable.Range(0, count).Select(_ => NewUser()).GroupBy(user => user[^1] % Shards))
        {
            var head = string.Create(CultureInfo.InvariantCulture, $"mail/{shard.Key}");
            find.Parameters["key"].Value = head;
            var segment = Convert.ToInt32(
                await find.ExecuteScalarAsync(cancellationToken),
                CultureInfo.InvariantCulture
            );
            foreach (var mails in shard.Chunk(SegmentSize))
            {
                add.Parameters["key"].Value =
                    segment == 0 ? head : string.Create(CultureInfo.InvariantCulture, $"{head}/{segment}");
                add.Parameters["payload"].Value = Payload(mails);
                await add.ExecuteNonQueryAsync(cancellationToken);
                segment++;
            }
        }

        await transaction.CommitAsync(cancellationToken);
        if (isPostgreSql)
        {
            // Otherwise the database does it during the measurement.
            await using var vacuum = connection.CreateCommand();
            vacuum.CommandText = "vacuum analyze grain_state";
            await vacuum.ExecuteNonQueryAsync(cancellationToken);
        }

        DbCommand Command(string sql, params ReadOnlySpan<string> parameters)
        {
            var command = connection.CreateCommand();
#pragma warning disable CA2100 // The constants above.
            command.CommandText = sql;
#pragma warning restore CA2100
            command.Transaction = transaction;
            foreach (var name in parameters)
            {
                var parameter = command.CreateParameter();
                (parameter.ParameterName, parameter.DbType) = (name, System.Data.DbType.String);
                command.Parameters.Add(parameter);
            }

            return command;
        }
    }

    /// <summary>Counts the mails that wait.</summary>
    public async Task<long> CountAsync(CancellationToken cancellationToken)
    {
        await using var connection = connect();
        await connection.OpenAsync(cancellationToken);
        await using var count = connection.CreateCommand();
#pragma warning disable CA2100 // Two constants.
        count.CommandText = isPostgreSql
            ? "select count(*) from grain_state, json_object_keys(payload->'waiting') where grain_type = 'mail'"
            : "select count(*) from grain_state, json_each(payload, '$.waiting') where grain_type = 'mail'";
#pragma warning restore CA2100
        return Convert.ToInt64(await count.ExecuteScalarAsync(cancellationToken), CultureInfo.InvariantCulture);
    }

    private static byte[] NewUser() => Guid.NewGuid().ToByteArray();

    private static string Payload(IEnumerable<byte[]> users)
    {
        var waiting = users.ToDictionary(
            user => $"Activation/{new Guid(user):D}",
            user => new
            {
                user = new Guid(user),
                kind = "Activation",
                tries = 1,
                due = TimeProvider.System.GetUtcNow().AddSeconds(RandomNumberGenerator.GetInt32(3300, 3600)),
            }
        );
        return JsonSerializer.Serialize(new { waiting });
    }
}
