using System.Diagnostics;
using System.Net;
using OrleansRegistration.Runs;

namespace OrleansRegistration.Tests;

/// <summary>Runs the service as a process of its own, on a port of 127.0.0.1. Disposing kills the process.</summary>
internal sealed class RunningService : RunningProcess
{
    private RunningService(Process process, Uri url)
        : base(process) =>
        Client = new(
            new DescriptionCheck
            {
                InnerHandler = new LostConnectionHandler(new SocketsHttpHandler { UseCookies = false }),
            }
        )
        {
            BaseAddress = url,
        };

    public HttpClient Client { get; }

    /// <summary>The data directory of a service that was started with <paramref name="data"/>.</summary>
    public static string DataDirectory(DirectoryInfo data) => Path.Combine(data.FullName, "data");

    /// <summary>The folder of the mails of a service that was started with <paramref name="data"/>.</summary>
    public static string MailFolder(DirectoryInfo data) => Path.Combine(DataDirectory(data), "mail");

    /// <summary>
    /// Starts the service with cheap hashes and without limits, its data below <paramref name="data"/>, and waits until
    /// it is ready.
    /// </summary>
    /// <param name="settings">These settings win over those above.</param>
    public static Task<RunningService> StartAsync(DirectoryInfo data, Dictionary<string, string> settings) =>
        StartAsShippedAsync(
            data,
            new Dictionary<string, string>
            {
                ["RateLimits__Enabled"] = "false",
                ["Registration__LeaseSeconds"] = "1",
                ["Logging__LogLevel__Default"] = "None",
                ["Logging__LogLevel__OrleansRegistration"] = "Warning",
            }.Concat(settings)
        );

    /// <summary>
    /// Starts the service as it ships, but with cheap hashes and without a captcha, and waits until it is ready.
    /// </summary>
    /// <param name="settings">These settings win over those above.</param>
    public static async Task<RunningService> StartAsShippedAsync(
        DirectoryInfo data,
        IEnumerable<KeyValuePair<string, string>> settings
    )
    {
        var service = Launch(data, settings);
        await service.UntilReadyAsync();
        return service;
    }

    /// <summary>Starts the service without waiting until it is ready.</summary>
    public static RunningService Launch(DirectoryInfo data, IEnumerable<KeyValuePair<string, string>> settings)
    {
        var url = $"http://127.0.0.1:{Service.FreePort()}";
        var start = Start("WebApi.dll", data, ["--urls", url]);
        foreach (
            var (key, value) in new Dictionary<string, string>
            {
                ["Captcha__Provider"] = "None",
                ["Passwords__MemoryKiB"] = "8",
                ["Passwords__Iterations"] = "1",
                ["Cluster__SiloPort"] = Service.FreePort(),
                ["Cluster__GatewayPort"] = Service.FreePort(),
            }.Concat(settings)
        )
        {
            start.Environment[key] = value;
        }

        return new(Process.Start(start)!, new(url));
    }

    /// <summary>Waits until the service is ready.</summary>
    public async Task UntilReadyAsync()
    {
        for (var tries = 0; ; tries++)
        {
            Assert.True(tries < 1200 && !HasEnded, $"It did not get ready. {string.Join('\n', Log)}");
            try
            {
                if ((await Client.ReadAsync("/health/ready")).Status == HttpStatusCode.OK)
                {
                    return;
                }
            }
            catch (HttpRequestException)
            {
                // The service does not listen yet.
            }

            await Task.Delay(100);
        }
    }

    /// <summary>
    /// Runs <c>Silo fsck</c> on the SQLite store of a service that was started with <paramref name="data"/>.
    /// </summary>
    public static Task<(int ExitCode, string Said)> FsckAsync(DirectoryInfo data) =>
        RunAsync(Start("Silo.dll", data, ["fsck"]));

    public override void Dispose()
    {
        base.Dispose();
        Client.Dispose();
    }
}
