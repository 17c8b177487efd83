using System.Data.Common;
using System.Globalization;
using Npgsql;
using OrleansRegistration.Storage;

namespace OrleansRegistration.Rebalancing;

/// <summary>
/// Gives a store another list of databases, and moves each row, and each entry of the
/// audit log, whose home is another one then
/// (docs/adr/0032-several-databases.md). It may end at any moment, and the next run does the rest: no database takes
/// writes until the new list is written, a row is deleted only after its copy is durable, and the list is written only
/// after the last row was moved.
/// </summary>
/// <param name="store">The databases of both lists. This process must own them.</param>
/// <param name="leaving">The numbers of the databases that the store will not have any more.</param>
/// <param name="tell">Receives progress, in words for an operator.</param>
/// <param name="beforeChange">Called before each change. A test ends the run there, as a kill would.</param>
internal sealed class Rebalancer(
    RegistrationStore store,
    IReadOnlySet<int> leaving,
    string serviceId,
    Action<string> tell,
    Action? beforeChange = null
)
{
    private const string AddEntry = """
        insert into store_database (database_id, service_id, list_id, members) values ($1, $2, $3, $4)
        on conflict do nothing
        """;

    // Making the trigger waits for the writes that are under way. Later ones read the entry as it is then.
    private const string Prepare = """
        create or replace trigger check_database_list before insert or update or delete on grain_state
        for each statement execute function check_database_list()
        """;

    private const string SetNext = "update store_database set next_list_id = $1, next_members = $2";

    private const string Commit = """
        update store_database
        set list_id = next_list_id, members = next_members, next_list_id = null, next_members = null
        """;

    private const string LeaveAlone = "drop trigger if exists check_database_list on grain_state";

    /// <summary>Rebalances the store.</summary>
    /// <returns>The number of rows that were moved; <c>null</c> if there was nothing to do.</returns>
    /// <exception cref="InvalidOperationException">
    /// The databases are not those of one store and empty ones, or one cannot be used; the message names the setting.
    /// </exception>
    public async Task<long?> RunAsync(CancellationToken cancellationToken)
    {
        var connections = new List<NpgsqlConnection>();
        try
        {
            var states = new List<DatabaseState>();
            foreach (var database in store.Databases)
            {
                connections.Add(await OpenAsync(database, cancellationToken));
                states.Add(await DatabaseState.ReadAsync(database, connections[^1], cancellationToken));
            }

            var plan = RebalancePlan.Make(states, leaving, serviceId);
            return plan.IsDone ? null : await RunAsync(plan, connections, cancellationToken);
        }
        catch (Exception exception) when (exception is DbException or TimeoutException)
        {
            throw store.Failed("cannot be used. Run the command again to do the rest", exception);
        }
        finally
        {
            foreach (var connection in connections)
            {
                await connection.DisposeAsync();
            }
        }
    }

    private async Task<long> RunAsync(
        RebalancePlan plan,
        List<NpgsqlConnection> connections,
        CancellationToken cancellationToken
    )
    {
        var moved = 0L;
        if (!plan.IsMoved)
        {
            await PrepareAsync(plan, connections, cancellationToken);
            var mover = new RowMover(serviceId, connections, plan, beforeChange);
            var entries = new EntryMover(serviceId, connections, plan, beforeChange);
            for (var number = 0; number < connections.Count; number++)
            {
                tell($"moving rows out of the {store.Databases[number].Place}");
                moved += await mover.MoveFromAsync(number, Tell, cancellationToken);
                await entries.MoveFromAsync(number, cancellationToken);
            }
        }

        await CommitAsync(plan, connections, cancellationToken);
        return moved;

        void Tell(long rows) =>
            tell(string.Create(CultureInfo.InvariantCulture, $"{rows} rows moved out of this database"));
    }

    // Every database knows its id before any database is to move rows, so that a later run knows them all.
    private async Task PrepareAsync(
        RebalancePlan plan,
        List<NpgsqlConnection> connections,
        CancellationToken cancellationToken
    )
    {
        for (var number = 0; number < connections.Count; number++)
        {
            var entry = plan.Entries[number];
            await using var transaction = await BeginAsync(connections[number], cancellationToken);
            await ExecuteAsync(AddEntry, entry.Id, entry.ServiceId, entry.ListId, entry.Members.ToArray());
            await transaction.CommitAsync(cancellationToken);

            Task ExecuteAsync(string sql, params object[] values) =>
                ChangeAsync(connections[number], sql, values, cancellationToken);
        }

        for (var number = 0; number < connections.Count; number++)
        {
            await using var transaction = await BeginAsync(connections[number], cancellationToken);
            await ChangeAsync(connections[number], Prepare, [], cancellationToken);
            object[] next = [plan.NextListId, plan.NextMembers.ToArray()];
            await ChangeAsync(connections[number], SetNext, next, cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            DatabaseList.Name(connections[number], DatabaseList.Move(plan.NextListId));
        }
    }

    // The first of these writes decides that the rows are moved. Databases that leave are first: when the store can be
    // used again, they are done.
    private async Task CommitAsync(
        RebalancePlan plan,
        List<NpgsqlConnection> connections,
        CancellationToken cancellationToken
    )
    {
        foreach (var number in Enumerable.Range(0, connections.Count).Except(plan.Next).Concat(plan.Next))
        {
            if (plan.Entries[number].ListId == plan.NextListId)
            {
                continue; // by an earlier run
            }

            await using var transaction = await BeginAsync(connections[number], cancellationToken);
            await ChangeAsync(connections[number], Commit, [], cancellationToken);
            if (plan.Next is [var alone] && alone == number)
            {
                await ChangeAsync(connections[number], LeaveAlone, [], cancellationToken);
            }

            await transaction.CommitAsync(cancellationToken);
        }
    }

    private async Task<NpgsqlTransaction> BeginAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        beforeChange?.Invoke();
        return await connection.BeginTransactionAsync(cancellationToken);
    }

    private async Task ChangeAsync(
        NpgsqlConnection connection,
        string sql,
        object[] values,
        CancellationToken cancellationToken
    )
    {
        beforeChange?.Invoke();
#pragma warning disable CA2100 // The constants above.
        await using var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
        foreach (var value in values)
        {
            command.Parameters.Add(new() { Value = value });
        }

        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    // Not pooled, because it names a list that nobody else may name.
    private static Task<NpgsqlConnection> OpenAsync(RegistrationDatabase database, CancellationToken cancellationToken)
    {
        var builder = new NpgsqlConnectionStringBuilder(database.ConnectionString)
        {
            Pooling = false,
            CommandTimeout = 0, // a large store takes long
        };
        builder.Options = $"{builder.Options} {PostgreSqlRowStore.Planner}".Trim();
#pragma warning disable CA2000 // The caller disposes of it.
        return RegistrationDatabase.OpenAsync(new NpgsqlConnection(builder.ConnectionString), cancellationToken);
#pragma warning restore CA2000
    }
}
