using System.Data.Common;
using OrleansRegistration.Storage;

namespace OrleansRegistration.Seeding;

/// <summary>Fills an empty store.</summary>
internal sealed class Seeder(RegistrationDatabase database, SchemaMigration migration, string serviceId)
{
    /// <summary>Migrates the schema and loads the plan's rows; the database has its statistics afterwards.</summary>
    /// <param name="now">When the rows were last modified.</param>
    /// <param name="progress">Is told the number of each row that was loaded.</param>
    /// <exception cref="InvalidOperationException">The store has records already, or cannot be used; the message names the setting.</exception>
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
                    $"{database.Setting}: the {database.Place} has records of service '{serviceId}' already; only an empty store is filled."
                );
            }

            await new RowLoader(serviceId, now).LoadAsync(connection, plan.Rows(), progress, cancellationToken);
        }
        catch (Exception exception) when (exception is DbException or TimeoutException)
        {
            throw new InvalidOperationException(
                $"{database.Setting}: the {database.Place} could not be filled. {exception.Message}",
                exception
            );
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
