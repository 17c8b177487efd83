using System.Diagnostics;
using System.Globalization;
using System.Net;

namespace OrleansRegistration.Bench.Targets;

/// <summary>
/// Our service as it is deployed: published once, in a temporary folder that also holds its data. Disposing removes the
/// folder.
/// </summary>
internal sealed class OwnBuild : IDisposable
{
    private static readonly TimeSpan StartUp = TimeSpan.FromSeconds(60);

    private readonly string _programs;

    private OwnBuild(string folder, string programs) => (Folder, _programs) = (folder, programs);

    /// <summary>The temporary folder with data, logs and published programs.</summary>
    public string Folder { get; }

    /// <summary>Uses a build that was published before, with <c>WebApi</c> in <paramref name="programs"/>.</summary>
    public static OwnBuild Of(DirectoryInfo programs) => new(NewFolder(), programs.FullName);

    /// <summary>Publishes the service and the silo of the repository at <paramref name="root"/>.</summary>
    public static async Task<OwnBuild> PublishAsync(DirectoryInfo root, CancellationToken cancellationToken)
    {
        var folder = NewFolder();
        var build = new OwnBuild(folder, folder);
        foreach (var project in new[] { "WebApi", "Silo" })
        {
            Console.WriteLine($"Publishing {project}.");
            await Executable.RunAsync(
                "dotnet",
                [
                    "publish",
                    Path.Combine(root.FullName, project),
                    "-c",
                    "Release",
                    "-o",
                    Path.Combine(build.Folder, project),
                    "-v",
                    "quiet",
                    "-nologo",
                ],
                null,
                cancellationToken
            );
        }

        return build;
    }

    /// <summary>
    /// Starts the service on a store and waits until it is ready. All limits are off, unless the settings of the store
    /// switch them on.
    /// </summary>
    /// <exception cref="InvalidOperationException">The service did not get ready; the message holds its
    /// log.</exception>
    public async Task<RunningService> StartAsync(
        OwnStore store,
        PasswordCost cost,
        PostgresCluster? postgres,
        CancellationToken cancellationToken
    )
    {
        var service = Start(store, cost, postgres);
        try
        {
            await UntilReadyAsync(service, LogOf(store, cost), cancellationToken);
            return service;
        }
        catch
        {
            await service.DisposeAsync();
            throw;
        }
    }

    /// <summary>Makes the certificate of a cluster, at the first call.</summary>
    public async Task<string> CertificateAsync(CancellationToken cancellationToken)
    {
        var file = Path.Combine(Folder, "cluster.pem");
        if (!File.Exists(file))
        {
            var silo = Path.Combine(_programs, "WebApi", "Silo.dll");
            await Executable.RunAsync("dotnet", [silo, "certificate", file], null, cancellationToken);
        }

        return file;
    }

    /// <summary>Starts the service on a store, and does not wait for it.</summary>
    public RunningService Start(OwnStore store, PasswordCost cost, PostgresCluster? postgres)
    {
        var port = FreePort.Find();
        var log = LogOf(store, cost);

        // The shell writes the output to a file, which does not depend on this program.
        var start = new ProcessStartInfo(
            "/bin/sh",
            [
                "-c",
                "log=$1; shift; exec dotnet \"$0\" \"$@\" >\"$log\" 2>&1",
                Path.Combine(_programs, "WebApi", "WebApi.dll"),
                log,
            ]
        )
        {
            WorkingDirectory = Path.Combine(_programs, "WebApi"),
        };
        var settings = new Dictionary<string, string>
        {
            ["urls"] = $"http://127.0.0.1:{port}",
            ["Cluster__SiloPort"] = FreePort.Find(),
            ["Cluster__GatewayPort"] = FreePort.Find(),
            ["Logging__LogLevel__Default"] = "Warning",
            ["RateLimits__Enabled"] = "false",
            ["Captcha__Provider"] = "None",
        };
        if (cost == PasswordCost.Cheap)
        {
            settings["Passwords__MemoryKiB"] = "8";
            settings["Passwords__Iterations"] = "1";
        }

        foreach (var (name, value) in settings.Concat(store.Settings))
        {
            // A shell does not pass on variables whose names have a dot, such as log categories.
            if (name.Contains('.', StringComparison.Ordinal))
            {
                start.ArgumentList.Add($"--{name}={value}");
            }
            else
            {
                start.Environment[name] = value;
            }
        }

        using var process = Process.Start(start)!;
        var url = new Uri($"http://127.0.0.1:{port}");
        return new(store.Name, url, process.Id, store.OnPostgres ? postgres?.Postmaster : null, store.Accounts);
    }

    /// <summary>The file with the output of the service on a store.</summary>
    public string LogOf(OwnStore store, PasswordCost cost) =>
        Path.Combine(Folder, $"{store.Name}-{cost}.log".Replace(' ', '-'));

    /// <summary>Fills a store with accounts. Returns the exit code and the output.</summary>
    public Task<(int ExitCode, string Said)> SeedAsync(
        OwnStore store,
        int accounts,
        CancellationToken cancellationToken
    ) => SiloAsync(store, ["seed", "--accounts", accounts.ToString(CultureInfo.InvariantCulture)], cancellationToken);

    /// <inheritdoc cref="SeedAsync"/>
    /// <exception cref="InvalidOperationException"><c>seed</c> failed.</exception>
    public async Task FillAsync(OwnStore store, int accounts, CancellationToken cancellationToken)
    {
        Console.WriteLine($"Filling {store.Name} with {accounts} accounts.");
        var (exitCode, said) = await SeedAsync(store, accounts, cancellationToken);
        if (exitCode != 0)
        {
            throw new InvalidOperationException($"seed ended with {exitCode}: {said}");
        }
    }

    /// <summary>
    /// Runs <c>fsck</c> on a store that no service uses. The exit code is 0 without breaches, 1 with breaches, and 2
    /// when <c>fsck</c> could not look.
    /// </summary>
    public Task<(int ExitCode, string Said)> FsckAsync(OwnStore store, CancellationToken cancellationToken) =>
        SiloAsync(store, ["fsck"], cancellationToken);

    /// <inheritdoc/>
    public void Dispose() => Directory.Delete(Folder, recursive: true);

    private static string NewFolder() => Directory.CreateTempSubdirectory("registration-bench-").FullName;

    private static async Task UntilReadyAsync(RunningService service, string log, CancellationToken cancellationToken)
    {
        using var http = new HttpClient { BaseAddress = service.Url };
        var begin = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(begin) < StartUp && !service.HasEnded)
        {
            try
            {
                using var reply = await http.GetAsync(new Uri("/health/ready", UriKind.Relative), cancellationToken);
                if (reply.StatusCode == HttpStatusCode.OK)
                {
                    return;
                }
            }
            catch (HttpRequestException)
            {
                // The service does not listen yet.
            }

            await Task.Delay(100, cancellationToken);
        }

        throw new InvalidOperationException(
            $"Our service did not start: {await File.ReadAllTextAsync(log, cancellationToken)}"
        );
    }

    private async Task<(int ExitCode, string Said)> SiloAsync(
        OwnStore store,
        string[] arguments,
        CancellationToken cancellationToken
    )
    {
        var (exitCode, output, errors) = await Executable.TryAsync(
            "dotnet",
            [Path.Combine(_programs, "Silo", "Silo.dll"), .. arguments],
            store.Settings,
            cancellationToken
        );
        return (exitCode, (output + errors).Trim());
    }
}
