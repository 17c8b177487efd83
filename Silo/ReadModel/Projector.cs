using System.Data.Common;
using System.Globalization;
using System.Text.Json;
using OrleansRegistration.InvitationCodes;
using OrleansRegistration.Storage;
using OrleansRegistration.Users;

namespace OrleansRegistration.ReadModel;

/// <summary>
/// Writes the read model: reads which rows have changed (table <c>row_change</c>), compares each with what the read
/// model knows of it, and writes the difference. Whatever a crash repeats makes no difference the second time
/// (docs/adr/0034-operators.md).
/// </summary>
internal sealed class Projector(RegistrationStore store, string serviceId, IEnumerable<IEventSink> sinks)
{
    private const int MostChanges = 1000;
    private const int FewestChanges = 16;

    // On SQLite nobody else writes during a transaction, and sign-ups wait for a lock for two seconds only.
    private static readonly TimeSpan LongestTransaction = TimeSpan.FromMilliseconds(250);

    private readonly ReadModelSql _sql = new(store.Databases[0].IsPostgreSql);

    /// <summary>How many changes the next transaction takes: fewer while transactions are long.</summary>
    public int ChangesAtOnce { get; private set; } = MostChanges;

    /// <summary>How many changes a transaction takes after one that took this long.</summary>
    /// <param name="atOnce">How many it might have taken.</param>
    /// <param name="count">How many it took.</param>
    public static int NextChangesAtOnce(int atOnce, int count, TimeSpan took) =>
        took > LongestTransaction ? Math.Max(FewestChanges, atOnce / 2)
        : count == atOnce && took < LongestTransaction / 4 ? Math.Min(MostChanges, atOnce * 2)
        : atOnce;

    /// <summary>Writes the oldest changes of one database to the read model.</summary>
    /// <returns>
    /// The number of changes that were read; 0 when there are none or when another node is at work.
    /// </returns>
    /// <exception cref="DbException">A database does not answer. A later run does the work.</exception>
    public async Task<int> ProjectAsync(int database, CancellationToken cancellationToken)
    {
        await using var source = await OpenAsync(database, cancellationToken);
        var changes = await ReadChangesAsync(source, cancellationToken);
        if (changes.Count == 0)
        {
            return 0;
        }

        await using var other = database == 0 ? null : await OpenAsync(0, cancellationToken);
        return await ProjectAsync(source, other ?? source, changes, cancellationToken);
    }

    /// <summary>Empties the read model and notes all rows, so that it is filled anew.</summary>
    /// <returns>The number of rows.</returns>
    /// <exception cref="DbException">A database does not answer. Nothing is lost: run it again.</exception>
    public async Task<long> EmptyAsync(CancellationToken cancellationToken)
    {
        await using (var target = await OpenAsync(0, cancellationToken))
        {
            await target.BeginAsync(cancellationToken);
            while (!await target.TryLockAsync(_sql, cancellationToken))
            {
                await Task.Delay(TimeSpan.FromMilliseconds(50), cancellationToken);
            }

            foreach (var statement in ReadModelSql.Empty)
            {
                await target.RunAsync(statement, cancellationToken);
            }

            await target.CommitAsync(cancellationToken);
        }

        var noted = 0L;
        for (var number = 0; number < store.Databases.Length; number++)
        {
            await using var source = await OpenAsync(number, cancellationToken);
            noted += await source.RunAsync(_sql.NoteAll, cancellationToken);
        }

        return noted;
    }

    /// <summary>Whether a database has changes that were not read.</summary>
    /// <exception cref="DbException">The database does not answer.</exception>
    public async Task<bool> HasChangesAsync(int database, CancellationToken cancellationToken)
    {
        await using var source = await OpenAsync(database, cancellationToken);
        return (await source.ReadAsync(_sql.Changes, row => row.GetInt64(0), cancellationToken, ("most", 1))).Count > 0;
    }

    /// <summary>How many changes of a database were not read, and the numbers of the oldest and the newest.</summary>
    /// <exception cref="DbException">The database does not answer.</exception>
    public async Task<(long Count, (long Oldest, long Newest)? Numbers)> MeasureAsync(
        int database,
        CancellationToken cancellationToken
    )
    {
        await using var source = await OpenAsync(database, cancellationToken);
        var waiting = await source.ReadAsync(
            ReadModelSql.CountChanges,
            row =>
                row.GetInt64(0) is > 0 and var count
                    ? (count, ((long, long)?)(row.GetInt64(1), row.GetInt64(2)))
                    : (0, null),
            cancellationToken
        );
        return waiting[0];
    }

    private Task<ReadModelConnection> OpenAsync(int database, CancellationToken cancellationToken) =>
        ReadModelConnection.OpenAsync(store, serviceId, cancellationToken, database);

    private Task<List<RowChange>> ReadChangesAsync(ReadModelConnection source, CancellationToken cancellationToken) =>
        source.ReadAsync(
            _sql.Changes,
            row => new RowChange(row.GetInt64(0), row.GetString(1), row.GetString(2), row.GetBoolean(3)),
            cancellationToken,
            ("most", ChangesAtOnce)
        );

    private async Task<int> ProjectAsync(
        ReadModelConnection source,
        ReadModelConnection target,
        List<RowChange> changes,
        CancellationToken cancellationToken
    )
    {
        await target.BeginAsync(cancellationToken);
        if (!await target.TryLockAsync(_sql, cancellationToken))
        {
            return 0;
        }

        var begun = TimeProvider.System.GetTimestamp();
        var batch = new ProjectedBatch(_sql, source, target, ReadCodesAsync, cancellationToken);
        await batch.WriteAsync(changes);
        if (batch.Events.Count > 0)
        {
            foreach (var sink in sinks)
            {
                await sink.WriteAsync(target, batch.Events, cancellationToken);
            }
        }

        var seqs = changes.Select(change => change.Seq.ToString(CultureInfo.InvariantCulture));
        if (ReferenceEquals(source, target))
        {
            await target.RunAsync(_sql.RemoveChanges, cancellationToken, ReadModelConnection.Ids(seqs));
        }

        await target.CommitAsync(cancellationToken);
        var took = TimeProvider.System.GetElapsedTime(begun);
        ChangesAtOnce = NextChangesAtOnce(ChangesAtOnce, changes.Count, took);
        if (!ReferenceEquals(source, target))
        {
            await source.RunAsync(_sql.RemoveChanges, cancellationToken, ReadModelConnection.Ids(seqs));
        }

        return changes.Count;
    }

    /// <summary>Reads the rows of codes from their homes.</summary>
    private async Task<List<CodeRow>> ReadCodesAsync(
        IEnumerable<InvitationCode> codes,
        ReadModelConnection target,
        CancellationToken cancellationToken
    )
    {
        var found = new List<CodeRow>();
        foreach (
            var home in codes
                .Select(code => code.GrainKey)
                .GroupBy(key => store.HomeOf(System.Text.Encoding.UTF8.GetBytes(key)))
        )
        {
#pragma warning disable CA2000 // It is disposed of.
            await using var other = home.Key == 0 ? null : await OpenAsync(home.Key, cancellationToken);
#pragma warning restore CA2000
            found.AddRange(
                await (other ?? target).ReadAsync(
                    _sql.GrainRows,
                    row =>
                        CodeRow.Of(
                            GrainKeys.ParseCode(row.GetString(0)),
                            row.GetInt32(1),
                            JsonSerializer.Deserialize(row.GetString(2), StateJson.Default.InvitationCodeRecord)!
                        ),
                    cancellationToken,
                    ("type", GrainTypes.Code),
                    ReadModelConnection.Ids(home)
                )
            );
        }

        return found;
    }
}
