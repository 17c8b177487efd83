namespace OrleansRegistration.Bench.Targets;

/// <summary>A database of our service, and the settings of every program that uses it.</summary>
/// <param name="Name">The name of our service in tables.</param>
/// <param name="Settings">The environment of the service, of <c>seed</c> and of <c>fsck</c>.</param>
/// <param name="OnPostgres">Whether the store is on PostgreSQL; otherwise it is on SQLite.</param>
internal sealed record OwnStore(
    string Name,
    IReadOnlyDictionary<string, string> Settings,
    IAccountStore Accounts,
    bool OnPostgres
)
{
    /// <summary>Creates an empty database on PostgreSQL.</summary>
    public static async Task<OwnStore> PostgreSqlAsync(
        string name,
        string database,
        string folder,
        CancellationToken cancellationToken
    )
    {
        await PostgresCluster.CreateAsync(database, cancellationToken);
        var connection = PostgresCluster.ConnectionString(database);
        return new(
            name,
            new Dictionary<string, string>
            {
                ["ConnectionStrings__Registration"] = connection,
                ["DataDirectory"] = Path.Combine(folder, database),
            },
            SqlAccountStore.PostgreSql(connection, AccountQueries.OwnPostgreSql),
            OnPostgres: true
        );
    }

    /// <summary>Names a SQLite file in a folder below <paramref name="folder"/>.</summary>
    public static OwnStore Sqlite(string name, string directory, string folder)
    {
        var data = Path.Combine(folder, directory);
        return new(
            name,
            new Dictionary<string, string> { ["ConnectionStrings__Registration"] = "", ["DataDirectory"] = data },
            SqlAccountStore.Sqlite(Path.Combine(data, "registration.db")),
            OnPostgres: false
        );
    }

    /// <summary>The same store with more settings.</summary>
    public OwnStore With(params ReadOnlySpan<(string Key, string Value)> more)
    {
        var settings = new Dictionary<string, string>(Settings);
        foreach (var (key, value) in more)
        {
            settings[key] = value;
        }

        return this with
        {
            Settings = settings,
        };
    }
}
