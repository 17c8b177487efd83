using System.Data.Common;
using OrleansRegistration.Storage;

namespace OrleansRegistration.Seeding;

/// <summary>Fills an empty store.</summary>
/// <param name="store">The store, opened (<see cref="StoreOpening"/>).</param>
internal sealed class Seeder(RegistrationStore store, string serviceId)
{
    /// <summary>Loads the plan's rows, each into its home, and gathers statistics.</summary>
    /// <param name="now">The modification time of the rows.</param>
    /// <param name="progress">Receives the number of each loaded row.</param>
    /// <exception cref="InvalidOperationException">
    /// The store already has records, or cannot be used; the message names the setting.
    /// </exception>
    public async Task RunAsync(
        SeedPlan plan,
        DateTimeOffset now,
        Action<int> progress,
        CancellationToken cancellationToken = default
    )
    {
        var connections = new List<DbConnection>();
        try
        {
            foreach (var database in store.Databases)
            {
                connections.Add(await database.OpenAsync(cancellationToken));
                if (await HasRecordsAsync(connections[^1], cancellationToken))
                {
                    throw new InvalidOperationException(
                        $"{database.Setting}: the {database.Place} already has records of service '{serviceId}'; "
                            + "only an empty store can be filled."
                    );
                }

                if (database.ListId is { } list)
                {
                    DatabaseList.Name(connections[^1], $"{list}");
                }
            }

            var loader = new RowLoader(serviceId, now, store.HomeOf);
            await loader.LoadAsync(connections, plan.Rows(), progress, cancellationToken);
        }
        catch (Exception exception) when (exception is DbException or TimeoutException)
        {
            throw store.Failed("could not be filled", exception);
        }
        finally
        {
            foreach (var connection in connections)
            {
                await connection.DisposeAsync();
            }
        }
    }

    private async Task<bool> HasRecordsAsync(DbConnection connection, CancellationToken cancellationToken)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = "select 1 from grain_state where service_id = @service limit 1";
        var parameter = command.CreateParameter();
        (parameter.ParameterName, parameter.Value) = ("service", serviceId);
        command.Parameters.Add(parameter);
        return await command.ExecuteScalarAsync(cancellationToken) is not null;
    }
}
