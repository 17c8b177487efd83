using Npgsql;
using OrleansRegistration.Storage;

namespace OrleansRegistration.Rebalancing;

/// <summary>A database in the settings of a rebalance, and what it holds at the start.</summary>
/// <param name="Entry">What the database says of its store; <c>null</c> if it was always alone, or is new.</param>
/// <param name="Services">
/// The first and the last service that has rows, in the order of their ids; <c>null</c> if there are no rows.
/// </param>
internal sealed record DatabaseState(
    RegistrationDatabase Database,
    DatabaseEntry? Entry,
    (string First, string Last)? Services
)
{
    private const string Statement = "select min(service_id), max(service_id) from grain_state";

    /// <summary>Reads the state.</summary>
    /// <exception cref="NpgsqlException">The database cannot be read.</exception>
    public static async Task<DatabaseState> ReadAsync(
        RegistrationDatabase database,
        NpgsqlConnection connection,
        CancellationToken cancellationToken
    )
    {
        var entry = await DatabaseEntry.ReadAsync(connection, cancellationToken);
        await using var command = new NpgsqlCommand(Statement, connection);
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        await row.ReadAsync(cancellationToken);
        return new(
            database,
            entry,
            await row.IsDBNullAsync(0, cancellationToken) ? null : (row.GetString(0), row.GetString(1))
        );
    }
}
