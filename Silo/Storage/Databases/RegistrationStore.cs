using System.Collections.Immutable;
using Microsoft.Extensions.Options;
using Npgsql;

namespace OrleansRegistration.Storage;

/// <summary>
/// The store of the service: one database, or several PostgreSQL databases (docs/adr/0032-several-databases.md). Each
/// row is in one of them, its home, which its key decides. Disposing closes pooled connections.
/// </summary>
internal sealed class RegistrationStore : IDisposable
{
    private RendezvousHash? _hash;

    /// <summary>Finds the databases. Opens no connection.</summary>
    /// <exception cref="OptionsValidationException">A setting is wrong.</exception>
    public RegistrationStore(IOptions<StorageOptions> options)
        : this(options.Value, number => new(options.Value, number)) { }

    private RegistrationStore(StorageOptions options, Func<int, RegistrationDatabase> find) =>
        Databases = [.. Enumerable.Range(0, Math.Max(1, options.ConnectionStrings.Count)).Select(find)];

    /// <summary>The databases, by their numbers in the settings.</summary>
    public ImmutableArray<RegistrationDatabase> Databases { get; }

    /// <summary>Whether the rows are in more than one database.</summary>
    public bool IsSpread => Databases.Length > 1;

    /// <summary>Finds the databases for a reader; see <see cref="RegistrationDatabase.ForReading"/>.</summary>
    /// <exception cref="OptionsValidationException">A setting is wrong.</exception>
    /// <exception cref="InvalidOperationException">There is no SQLite file; the message names the setting.</exception>
    public static RegistrationStore ForReading(IOptions<StorageOptions> options) =>
        new(options.Value, number => RegistrationDatabase.ForReading(options.Value, number));

    /// <summary>The number of the database in which the row of a key must be.</summary>
    /// <param name="key">The grain key in UTF-8.</param>
    /// <exception cref="InvalidOperationException">The lists of several databases were not compared yet.</exception>
    public int HomeOf(ReadOnlySpan<byte> key) =>
        IsSpread ? (_hash ?? throw new InvalidOperationException("The databases were not checked.")).HomeOf(key) : 0;

    /// <summary>Uses the list that the databases keep, which fits the settings.</summary>
    public void Use(IReadOnlyList<DatabaseEntry?> entries)
    {
        for (var number = 0; number < Databases.Length; number++)
        {
            Databases[number].Use(entries[number]?.ListId);
        }

        _hash = IsSpread ? new(entries.Select(entry => entry!.Id)) : null;
    }

    /// <summary>Checks that no two settings name one database by different words, such as two host names.</summary>
    /// <exception cref="InvalidOperationException">They do; the message names both.</exception>
    /// <exception cref="NpgsqlException">A database does not answer.</exception>
    public async Task CheckDistinctAsync(CancellationToken cancellationToken)
    {
        var known = new Dictionary<string, RegistrationDatabase>(StringComparer.Ordinal);
        foreach (var database in IsSpread ? Databases : [])
        {
            await using var connection = await database.OpenAsync(cancellationToken);
            await using var command = connection.CreateCommand();
            command.CommandText = """
                select system_identifier || '/' || oid
                from pg_control_system(), pg_database where datname = current_database()
                """;
            var identity = (string)(await command.ExecuteScalarAsync(cancellationToken))!;
            if (!known.TryAdd(identity, database))
            {
                throw SameDatabase(known[identity].Setting, database.Setting);
            }
        }
    }

    /// <summary>The refusal of two settings that name one database.</summary>
    public static InvalidOperationException SameDatabase(string one, string other) =>
        new($"{one} and {other} name the same database; each must name another one.");

    /// <summary>The failure of an operation on one of the databases, in words for an operator.</summary>
    /// <param name="problem">What the databases cannot do, as in "cannot be read".</param>
    public InvalidOperationException Failed(string problem, Exception cause) =>
        IsSpread
            ? new($"{StorageOptions.ConnectionStringKey}: one of the databases {problem}. {cause.Message}", cause)
            : Databases[0].Failed(problem, cause);

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var database in Databases)
        {
            database.Dispose();
        }
    }
}
