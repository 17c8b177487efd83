using System.Data.Common;
using OrleansRegistration.Storage;

namespace OrleansRegistration.Seeding;

/// <summary>Fills an empty store.</summary>
internal sealed class Seeder(RegistrationDatabase database, SchemaMigration migration, string serviceId)
{
    /// <summary>Migrates the schema, loads the plan's rows and gathers statistics.</summary>
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
        await migration.MigrateAsync(cancellationToken);
        try
        {
            await using var connection = await database.OpenAsync(cancellationToken);
            if (await HasRecordsAsync(connection, cancellationToken))
            {
                throw new InvalidOperationException(
                    $"{database.Setting}: the {database.Place} already has records of service '{serviceId}'; "
                        + "only an empty store can be filled."
                );
            }

            await new RowLoader(serviceId, now).LoadAsync(connection, plan.Rows(), progress, cancellationToken);
        }
        catch (Exception exception) when (exception is DbException or TimeoutException)
        {
            throw database.Failed("could not be filled", exception);
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
