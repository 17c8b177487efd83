using System.Diagnostics;
using System.Globalization;
using System.Text;
using Microsoft.Data.Sqlite;
using Npgsql;
using OrleansRegistration.Faults;
using OrleansRegistration.Storage;

namespace OrleansRegistration.Tests;

/// <summary>
/// Runs the service for long, as it ships, with mails, activation and limits. Hashes are cheap and there is no captcha.
/// The two limits that remember an account for an hour remember it for a minute. The memory that the service keeps must
/// not grow with the number of requests. <c>SOAK_OPERATIONS</c> is the number of requests (6,000). A table of five
/// fifths is printed.
/// </summary>
public sealed class SoakTests : IDisposable
{
    private const int FewOperations = 6000;
    private const int Fifths = 5;

    /// <summary>
    /// The memory may grow so much between the second and the last of five fifths. Measured over 6,000 requests: 2.3
    /// MiB, until Orleans remembers as many places of grains as it may (SiloSetup). It was 6.9 MiB, without an end,
    /// when every mail stayed in memory.
    /// </summary>
    private const double MaxGrowthMiB = 4.5;

    // A busy machine forgets later.
    private const int Looks = 5;

    // Longer than the silo keeps a grain that nobody calls (SiloSetup), and than one look takes.
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("webapi-soak-");

    private string HeapRequest => Path.Combine(_data.FullName, "heap");

    public void Dispose() => _data.Delete(recursive: true);

    [Fact]
    [Trait("Fault", "H1")]
    public async Task Memory_does_not_grow_with_what_was_done_on_SQLite()
    {
        await using var rows = new SqliteConnection(
            new SqliteConnectionStringBuilder
            {
                DataSource = Path.Combine(RunningService.DataDirectory(_data), "registration.db"),
                Mode = SqliteOpenMode.ReadOnly,
                Pooling = false,
            }.ConnectionString
        );
        await SoakAsync("SQLite", [], rows);
    }

    [Fact]
    public async Task Memory_does_not_grow_with_what_was_done_on_PostgreSQL()
    {
        await using var server = await PostgresServer.StartAsync();
        var database = await server.CreateDatabaseAsync();
        await using var rows = new NpgsqlConnection(database);
        await SoakAsync("PostgreSQL", new() { ["ConnectionStrings__Registration"] = database }, rows);
    }

    private async Task SoakAsync(string name, Dictionary<string, string> settings, System.Data.Common.DbConnection rows)
    {
        var isLong = int.TryParse(
            Environment.GetEnvironmentVariable("SOAK_OPERATIONS"),
            CultureInfo.InvariantCulture,
            out var many
        );
        var count = isLong ? many : FewOperations;
        using var service = await StartAsync(settings);
        await rows.OpenAsync(TestContext.Current.CancellationToken);
        await using var soak = new Soak(service, RunningService.MailFolder(_data));
        await soak.BeginAsync();
        var heaps = new double[Fifths];
        var table = new StringBuilder()
            .Append(CultureInfo.InvariantCulture, $"{name}: {count} requests\n")
            .Append("| requests | heap after collection, MiB | resident, MiB | rows | CPU per request, ms |\n")
            .Append("|---|---|---|---|---|\n");
        for (var fifth = 0; fifth < Fifths; fifth++)
        {
            var (before, processor) = (soak.Operations, service.ProcessorSeconds);
            await soak.UntilAsync(count * (fifth + 1) / Fifths);
            var cost = (service.ProcessorSeconds - processor) * 1000 / (soak.Operations - before);
            var resident = service.ResidentMiB;
            if (isLong || fifth is 1 or Fifths - 1)
            {
                heaps[fifth] = await HeapMiBAsync();
                var looks = fifth == Fifths - 1 ? Looks : 1;
                for (var look = 1; look < looks && heaps[fifth] - heaps[1] >= MaxGrowthMiB; look++)
                {
                    heaps[fifth] = await HeapMiBAsync();
                }
            }

            var heap = heaps[fifth] > 0 ? heaps[fifth].ToString("F1", CultureInfo.InvariantCulture) : "";
            table.Append(
                CultureInfo.InvariantCulture,
                $"| {soak.Operations} | {heap} | {resident:F0} | {await CountAsync(rows)} | {cost:F2} |\n"
            );
        }

        Console.WriteLine(table);
        Assert.True(heaps[^1] - heaps[1] < MaxGrowthMiB, table.ToString());
        FaultTable.Now(
            "H1",
            string.Create(CultureInfo.InvariantCulture, $"{count} requests of all kinds with real mails, {name}"),
            string.Create(
                CultureInfo.InvariantCulture,
                $"heap after full collections {heaps[1]:F1} MiB at the second fifth, {heaps[^1]:F1} MiB at the last"
            )
        );
        Assert.Equal(0, await service.StopAsync());
    }

    private Task<RunningService> StartAsync(Dictionary<string, string> settings) =>
        RunningService.StartAsShippedAsync(
            _data,
            settings.Concat(
                new Dictionary<string, string>
                {
                    // The proxy gives each account an address of its own.
                    ["Proxy__KnownAddresses"] = "127.0.0.1",
                    ["RateLimits__ForgotAccount__WindowSeconds"] = "60",
                    ["RateLimits__ResendAccount__WindowSeconds"] = "60",
                    ["DOTNET_STARTUP_HOOKS"] = Path.Combine(AppContext.BaseDirectory, "Heap.dll"),
                    [StartupHook.Variable] = HeapRequest,
                }
            )
        );

    /// <summary>Measures the memory once the service had time to forget and all garbage was collected.</summary>
    private async Task<double> HeapMiBAsync()
    {
        await Task.Delay(Rest, TestContext.Current.CancellationToken);
        var since = Stopwatch.StartNew();
        var answer = $"{HeapRequest}.bytes";
        await File.WriteAllTextAsync(HeapRequest, "", TestContext.Current.CancellationToken);
        while (!File.Exists(answer))
        {
            Assert.True(since.Elapsed < Patience, "The service did not say what is in its memory.");
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }

        var bytes = long.Parse(
            await File.ReadAllTextAsync(answer, TestContext.Current.CancellationToken),
            CultureInfo.InvariantCulture
        );
        File.Delete(answer);
        return bytes / 1024.0 / 1024;
    }

    private static async Task<object?> CountAsync(System.Data.Common.DbConnection connection)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = "select count(*) from grain_state";
        return await command.ExecuteScalarAsync(TestContext.Current.CancellationToken);
    }
}
