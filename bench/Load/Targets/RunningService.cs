using System.Diagnostics;
using OrleansRegistration.Bench.Measure;
using OrleansRegistration.Bench.Run;

namespace OrleansRegistration.Bench.Targets;

/// <summary>A service that this program started. Disposing stops it.</summary>
internal sealed class RunningService(string name, Uri url, int process, int? postmaster, IAccountStore store)
    : IAsyncDisposable
{
    /// <summary>The name of the process of the service in results.</summary>
    public const string Service = "service";

    /// <summary>The name of the process of the database in results.</summary>
    public const string Postgres = "postgres";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>The name of the service in tables.</summary>
    public string Name => name;

    /// <summary>The root of the service.</summary>
    public Uri Url => url;

    /// <summary>The id of its process.</summary>
    public int Process => process;

    /// <summary>Its database.</summary>
    public IAccountStore Store => store;

    /// <summary>The test accounts of the service.</summary>
    public TestAccounts Accounts { get; } = new();

    /// <summary>The processes whose CPU and memory are measured.</summary>
    public IReadOnlyList<Watched> Watch =>
        postmaster is { } database ? [new(Service, process), new(Postgres, database)] : [new(Service, process)];

    /// <summary>Whether its process has ended. The process may be a child of another process, or a zombie.</summary>
    public bool HasEnded =>
        ProcFile.Read($"/proc/{process}/stat") is not { } stat
        || stat[stat.LastIndexOf(')')..].StartsWith(") Z", StringComparison.Ordinal);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Process running;
        try
        {
            running = System.Diagnostics.Process.GetProcessById(process);
        }
        catch (ArgumentException)
        {
            return;
        }

        using (running)
        using (var patience = new CancellationTokenSource(Patience))
        {
            // .NET cannot send SIGTERM.
            await Executable.TryAsync(
                "kill",
                ["-TERM", process.ToString(System.Globalization.CultureInfo.InvariantCulture)],
                null,
                CancellationToken.None
            );
            try
            {
                while (!HasEnded)
                {
                    await Task.Delay(100, patience.Token);
                }
            }
            catch (OperationCanceledException)
            {
                running.Kill(entireProcessTree: true);
            }
        }
    }
}
