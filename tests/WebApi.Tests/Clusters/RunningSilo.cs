using System.Diagnostics;

namespace OrleansRegistration.Tests;

/// <summary>Runs the program <c>Silo</c> as a process of its own. Disposing kills the process.</summary>
internal sealed class RunningSilo : RunningProcess
{
    private RunningSilo(Process process)
        : base(process) { }

    /// <summary>Starts a silo with cheap hashes, without waiting until it serves.</summary>
    /// <param name="settings">These settings win over others.</param>
    public static RunningSilo Launch(DirectoryInfo data, IEnumerable<KeyValuePair<string, string>> settings)
    {
        var start = Start("Silo.dll", data);
        foreach (
            var (key, value) in new Dictionary<string, string>
            {
                ["Passwords__MemoryKiB"] = "8",
                ["Passwords__Iterations"] = "1",
                ["Cluster__SiloPort"] = Service.FreePort(),
                ["Cluster__GatewayPort"] = Service.FreePort(),
                ["Logging__LogLevel__Default"] = "None",
                ["Logging__LogLevel__OrleansRegistration"] = "Information",
            }.Concat(settings)
        )
        {
            start.Environment[key] = value;
        }

        return new(Process.Start(start)!);
    }

    /// <summary>Waits until the silo serves Web APIs.</summary>
    public async Task UntilServesAsync()
    {
        for (
            var tries = 0;
            !Log.Any(line => line.Contains("The silo serves Web APIs", StringComparison.Ordinal));
            tries++
        )
        {
            Assert.True(tries < 1200 && !HasEnded, $"It does not serve. {string.Join('\n', Log)}");
            await Task.Delay(100, TestContext.Current.CancellationToken);
        }
    }
}
