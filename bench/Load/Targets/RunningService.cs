using System.Diagnostics;
using OrleansRegistration.Bench.Measure;
using OrleansRegistration.Bench.Run;

namespace OrleansRegistration.Bench.Targets;

/// <summary>A service that was started here; disposing stops it.</summary>
internal sealed class RunningService(string name, Uri url, int process, int? postmaster, IAccountStore store)
    : IAsyncDisposable
{
    /// <summary>The name of its own process in results.</summary>
    public const string Service = "service";

    /// <summary>The name of its database's process in results.</summary>
    public const string Postgres = "postgres";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    /// <summary>Its name in tables.</summary>
    public string Name => name;

    /// <summary>Its root.</summary>
    public Uri Url => url;

    /// <summary>Its process.</summary>
    public int Process => process;

    /// <summary>What it has stored.</summary>
    public IAccountStore Store => store;

    /// <summary>Accounts that runs made there.</summary>
    public TestAccounts Accounts { get; } = new();

    /// <summary>Its processes to account for.</summary>
    public IReadOnlyList<Watched> Watch =>
        postmaster is { } database ? [new(Service, process), new(Postgres, database)] : [new(Service, process)];

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
            // .NET has no call for SIGTERM.
            await Executable.TryAsync(
                "kill",
                ["-TERM", process.ToString(System.Globalization.CultureInfo.InvariantCulture)],
                null,
                CancellationToken.None
            );
            try
            {
                while (!HasEnded(process))
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

    // A child of another process, of which the exit cannot be waited for; one that ended and nobody waited for is a zombie.
    private static bool HasEnded(int process) =>
        ProcFile.Read($"/proc/{process}/stat") is not { } stat
        || stat[stat.LastIndexOf(')')..].StartsWith(") Z", StringComparison.Ordinal);
}
