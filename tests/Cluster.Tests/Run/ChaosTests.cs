using System.Globalization;
using System.Security.Cryptography;

namespace OrleansRegistration.Tests;

public sealed class ChaosTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("cluster-chaos-");

    public void Dispose()
    {
        if (Variable("CHAOS_KEEP") is null)
        {
            _folder.Delete(recursive: true);
        }
    }

    /// <summary>
    /// <c>CHAOS_SEED</c> repeats the faults of a run, <c>CHAOS_SECONDS</c>, <c>CHAOS_FAULTS</c> and
    /// <c>CHAOS_SIGN_UPS</c> make it longer; <c>CHAOS_KEEP</c> keeps the history and the logs. <c>tests/chaos.sh</c>
    /// sets them.
    /// </summary>
    [Fact]
    public async Task Whatever_fails_no_promise_is_broken()
    {
        var plan = new ChaosPlan(
            Seed: Number("CHAOS_SEED", RandomNumberGenerator.GetInt32(int.MaxValue)),
            Faults: (int)Number("CHAOS_FAULTS", 0),
            SignUps: (int)Number("CHAOS_SIGN_UPS", 0),
            AtLeast: TimeSpan.FromSeconds(Number("CHAOS_SECONDS", 0)),
            AtMost: TimeSpan.FromSeconds(Number("CHAOS_AT_MOST", 7200)),
            Clients: (int)Number("CHAOS_CLIENTS", 12),
            Pause: TimeSpan.FromMilliseconds(Number("CHAOS_PAUSE", 20)),
            DiskBytes: (long)Number("CHAOS_DISK_MIB", 1024) << 20
        );
        Console.WriteLine($"Faults of CHAOS_SEED={plan.Seed}, in {_folder.FullName}");
        var report = await ChaosRun.RunAsync(plan, _folder);
        Console.WriteLine(report.ToMarkdown());
        if (Variable("CHAOS_REPORT") is { } file)
        {
            await File.WriteAllTextAsync(file, report.ToMarkdown(), TestContext.Current.CancellationToken);
        }

        Assert.True(report.Breaches.Count == 0, string.Join('\n', report.Breaches.Take(20)));
    }

    private static string? Variable(string name) => Environment.GetEnvironmentVariable(name);

    private static ulong Number(string name, int otherwise) =>
        ulong.TryParse(Variable(name), CultureInfo.InvariantCulture, out var given) ? given : (ulong)otherwise;
}
