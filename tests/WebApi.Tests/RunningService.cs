using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;

namespace OrleansRegistration.Tests;

/// <summary>The service as a process of its own.</summary>
internal sealed class RunningService(Process process, HttpClient client) : IDisposable
{
    public HttpClient Client => client;

    /// <summary>What it logged and announced so far.</summary>
    public ConcurrentQueue<string> Lines { get; } = [];

    public static async Task<RunningService> StartAsync(DirectoryInfo data, Dictionary<string, string> settings)
    {
        var url = $"http://127.0.0.1:{Service.FreePort()}";
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "WebApi.dll"), "--urls", url]) { WorkingDirectory = AppContext.BaseDirectory, RedirectStandardOutput = true };
        foreach (var (key, value) in new Dictionary<string, string>
        {
            ["DataDirectory"] = Path.Combine(data.FullName, "data"),
            ["Captcha__Provider"] = "None",
            ["RateLimits__Enabled"] = "false",
            ["Passwords__MemoryKiB"] = "8",
            ["Passwords__Iterations"] = "1",
            ["Registration__LeaseSeconds"] = "1",
            ["Cluster__SiloPort"] = Service.FreePort(),
            ["Cluster__GatewayPort"] = Service.FreePort(),
            ["Logging__LogLevel__Default"] = "None",
        }.Concat(settings))
        {
            start.Environment[key] = value;
        }

        var process = Process.Start(start)!;
        var service = new RunningService(process, new HttpClient { BaseAddress = new(url) });
        process.OutputDataReceived += (_, line) => service.Lines.Enqueue(line.Data ?? "");
        process.BeginOutputReadLine();
        for (var tries = 0; ; tries++)
        {
            Assert.True(tries < 300 && !service.IsGone, "It did not get ready.");
            try
            {
                if ((await service.Client.ReadAsync("/health/ready")).Status == HttpStatusCode.OK)
                {
                    return service;
                }
            }
            catch (HttpRequestException)
            {
                // Not listening yet.
            }

            await Task.Delay(100);
        }
    }

    private bool IsGone => process.HasExited;

    public void Kill() => process.Kill();

    /// <summary>As Ctrl-C and service managers do; the exit code.</summary>
    public async Task<int> StopAsync()
    {
        using var kill = Process.Start("kill", ["-TERM", $"{process.Id}"]);
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return process.ExitCode;
    }

    public void Dispose()
    {
        if (!process.HasExited)
        {
            process.Kill();
        }

        process.Dispose();
        client.Dispose();
    }
}
