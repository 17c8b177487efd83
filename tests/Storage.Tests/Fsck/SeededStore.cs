using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.Options;
using OrleansRegistration.Administrators;
using OrleansRegistration.Fsck;
using OrleansRegistration.Hosting;
using OrleansRegistration.Names;
using OrleansRegistration.ReadModel;
using OrleansRegistration.Reservations;
using OrleansRegistration.Seeding;
using OrleansRegistration.Users;

namespace OrleansRegistration.Storage;

/// <summary>A store that <c>seed</c> fills and <c>fsck</c> checks. A test may spoil its rows in between.</summary>
internal sealed class SeededStore : IDisposable
{
    private readonly string[] _settings;

    private SeededStore(IDictionary<string, string?> settings)
    {
        _settings = [.. settings.Select(setting => $"--{setting.Key}={setting.Value}")];
        Database = new(
            new()
            {
                ConnectionString = settings.TryGetValue("ConnectionStrings:Registration", out var connection)
                    ? connection!
                    : "",
                DataDirectory = settings.TryGetValue("DataDirectory", out var directory) ? directory! : "",
            },
            number: 0
        );
    }

    public RegistrationDatabase Database { get; }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public static async Task<SeededStore> CreateAsync(IDictionary<string, string?> settings, int accounts)
    {
        var store = new SeededStore(settings);
        var (code, _, errors) = await store.RunAsync(
            "seed",
            $"--accounts={accounts}",
            "--Passwords:MemoryKiB=8",
            "--Passwords:Iterations=1"
        );
        Assert.True(code == 0, errors);
        return store;
    }

    public void Dispose() => Database.Dispose();

    /// <summary>Runs a command of the silo's program.</summary>
    /// <returns>The exit code, and what the command wrote.</returns>
    public async Task<(int Code, string[] Lines, string Errors)> RunAsync(string command, params string[] arguments)
    {
        await using var output = new StringWriter();
        await using var errors = new StringWriter();
        var program = new RootCommand
        {
            AdminCommand.Create(),
            FsckCommand.Create(),
            RebuildCommand.Create(),
            SeedCommand.Create(),
        };
        var code = await program.RunAsync(
            [.. command.Split(' ', 3), .. _settings, .. arguments],
            new()
            {
                Output = output,
                Error = errors,
                EnableDefaultExceptionHandler = false,
            }
        );
        return (
            code,
            output.ToString().Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries),
            errors.ToString()
        );
    }

    public static string NameKey(NameKind kind, int number)
    {
        var type = kind.ToString().ToLowerInvariant();
        return kind == NameKind.Email ? $"{type}/seed{number:D7}@example.org" : $"{type}/seed{number:D7}";
    }

    /// <summary>Returns the row of account <paramref name="number"/>, counted from 1.</summary>
    public async Task<(UserId Id, UserRecord Record)> UserAsync(int number)
    {
        var owner = (await GetAsync(NameKey(NameKind.Username, number), StateJson.Default.Reservation)).Owner;
        return (owner, await GetAsync(owner.GrainKey, StateJson.Default.UserRecord));
    }

    /// <summary>Returns the key of the own code of account <paramref name="number"/>.</summary>
    public async Task<string> CodeKeyAsync(int number) => (await UserAsync(number)).Record.Codes[0].GrainKey;

    public async Task<T> GetAsync<T>(string key, JsonTypeInfo<T> type) =>
        JsonSerializer.Deserialize(
            (string)(await QueryAsync("select payload from grain_state where grain_key = @key", key))!,
            type
        )!;

    /// <summary>Changes a row.</summary>
    public async Task ChangeAsync<T>(string key, JsonTypeInfo<T> type, Func<T, T> change) =>
        await PutAsync(key, JsonSerializer.Serialize(change(await GetAsync(key, type)), type));

    public Task PutAsync<T>(string key, T record, JsonTypeInfo<T> type) =>
        PutAsync(key, JsonSerializer.Serialize(record, type));

    public async Task PutAsync(
        string key,
        string payload,
        string? grainType = null,
        string serviceId = "registration"
    ) =>
        await QueryAsync(
            Database.IsPostgreSql
                ? """
                insert into grain_state (service_id, grain_type, grain_key, version, payload, modified)
                values (@service, @type, @key, 1, @payload::json, now())
                on conflict (service_id, grain_type, grain_key) do update set payload = excluded.payload
                """
                : """
                insert into grain_state (service_id, grain_type, grain_key, version, payload, modified)
                values (@service, @type, @key, 1, @payload, 'now')
                on conflict (service_id, grain_type, grain_key) do update set payload = excluded.payload
                """,
            key,
            ("service", serviceId),
            ("type", grainType ?? key[..key.IndexOf('/', StringComparison.Ordinal)]),
            ("payload", payload)
        );

    public Task DeleteAsync(string key) => QueryAsync("delete from grain_state where grain_key = @key", key);

    public async Task<object?> QueryAsync(string sql, string key = "", params (string Name, object? Value)[] parameters)
    {
        await using var connection = await Database.OpenAsync(Cancel);
        await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Literals of the tests.
        command.CommandText = sql;
#pragma warning restore CA2100
        foreach (var (name, value) in parameters.Append(("key", key)))
        {
            var parameter = command.CreateParameter();
            (parameter.ParameterName, parameter.Value, parameter.DbType) = (
                name,
                value ?? DBNull.Value,
                System.Data.DbType.String
            );
            command.Parameters.Add(parameter);
        }

        return await command.ExecuteScalarAsync(Cancel);
    }
}
