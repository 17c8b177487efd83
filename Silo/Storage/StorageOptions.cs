using System.Globalization;
using Microsoft.Extensions.Configuration;
using Npgsql;
using OrleansRegistration.Hosting;

namespace OrleansRegistration.Storage;

/// <summary>
/// Settings of the store of grain records. A wrong value stops the start with a message that names the setting.
/// </summary>
public sealed class StorageOptions
{
    /// <summary>The key of the setting with the connection string.</summary>
    internal const string ConnectionStringKey = "ConnectionStrings:Registration";

    /// <summary>
    /// <see cref="ServiceOptions.DataDirectory"/>: the directory of the SQLite file <c>registration.db</c>. It is
    /// created private (0700 on Unix) if it is absent.
    /// </summary>
    public string DataDirectory { get; internal set; } = "";

    /// <summary>
    /// <c>ConnectionStrings:Registration</c>: a PostgreSQL connection string, or several that are numbered
    /// (<c>ConnectionStrings:Registration:0</c> and so on). Default: none, for SQLite.
    /// </summary>
    internal IReadOnlyList<string> ConnectionStrings { get; set; } = [];

    /// <summary>The first of <see cref="ConnectionStrings"/>; empty for SQLite.</summary>
    public string ConnectionString
    {
        get => ConnectionStrings.Count == 0 ? "" : ConnectionStrings[0];
        internal set => ConnectionStrings = string.IsNullOrWhiteSpace(value) ? [] : [value];
    }

    /// <summary><c>Storage:Mode</c>, default <see cref="StorageMode.Batched"/>.</summary>
    public StorageMode Mode { get; set; } = StorageMode.Batched;

    /// <summary>The connection strings in the settings, by number.</summary>
    /// <exception cref="StartUpException">
    /// There is one without a number beside those with numbers, or a number is missing.
    /// </exception>
    internal static IReadOnlyList<string> ReadConnectionStrings(IConfiguration configuration)
    {
        var section = configuration.GetSection(ConnectionStringKey);
        var numbered = section.GetChildren().Select(child => child.Key).ToHashSet(StringComparer.Ordinal);
        if (numbered.Count == 0)
        {
            return string.IsNullOrWhiteSpace(section.Value) ? [] : [section.Value];
        }

        if (!string.IsNullOrWhiteSpace(section.Value))
        {
            throw new StartUpException(
                $"{ConnectionStringKey} and {Key(0)} are both set: set either the one, or those with numbers."
            );
        }

        var read = new List<string>();
        while (numbered.Contains(read.Count.ToString(CultureInfo.InvariantCulture)))
        {
            read.Add(configuration[Key(read.Count)] ?? "");
        }

        return read.Count == numbered.Count
            ? read
            : throw new StartUpException($"{Key(read.Count)} is missing: number the databases 0, 1, 2 without a gap.");
    }

    /// <summary>The setting that names a database, for messages.</summary>
    internal string SettingOf(int number) => ConnectionStrings.Count > 1 ? Key(number) : ConnectionStringKey;

    /// <summary>Whether each connection string is one of PostgreSQL that names a host.</summary>
    internal bool ConnectionStringsAreUsable() => ConnectionStrings.All(IsUsable);

    /// <summary>Two numbers whose connection strings name the same database; <c>null</c> if there are none.</summary>
    internal (int One, int Other)? FindSameDatabase()
    {
        var known = new Dictionary<(string?, int, string?, string?), int>();
        for (var number = 0; number < ConnectionStrings.Count; number++)
        {
            var database = new NpgsqlConnectionStringBuilder(ConnectionStrings[number]);
            var identity = (database.Host, database.Port, database.Database ?? database.Username, database.SearchPath);
            if (!known.TryAdd(identity, number))
            {
                return (known[identity], number);
            }
        }

        return null;
    }

    private static string Key(int number) =>
        string.Create(CultureInfo.InvariantCulture, $"{ConnectionStringKey}:{number}");

    private static bool IsUsable(string connectionString)
    {
        try
        {
            return !string.IsNullOrWhiteSpace(new NpgsqlConnectionStringBuilder(connectionString).Host);
        }
        catch (Exception exception)
            when (exception is ArgumentException or FormatException or InvalidCastException or OverflowException)
        {
            return false;
        }
    }
}
