using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;

namespace OrleansRegistration.Tests;

/// <summary>Runs the service as a process of its own, on a port of 127.0.0.1. Disposing kills the process.</summary>
internal sealed class RunningService : IDisposable
{
    private readonly Process _process;
    private readonly ConcurrentQueue<string> _log = new();

    private RunningService(Process process, Uri url)
    {
        _process = process;
        Client = new(new DescriptionCheck { InnerHandler = new SocketsHttpHandler { UseCookies = false } })
        {
            BaseAddress = url,
        };
        process.OutputDataReceived += Keep;
        process.ErrorDataReceived += Keep;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public HttpClient Client { get; }

    /// <summary>The lines that the service wrote so far.</summary>
    public IReadOnlyCollection<string> Log => _log;

    /// <summary>The resident memory of the process.</summary>
    public double ResidentMiB
    {
        get
        {
            var line = File.ReadLines($"/proc/{_process.Id}/status")
                .Single(line => line.StartsWith("VmRSS:", StringComparison.Ordinal));
            return double.Parse(
                    line["VmRSS:".Length..].Replace("kB", "", StringComparison.Ordinal),
                    CultureInfo.InvariantCulture
                ) / 1024;
        }
    }

    /// <summary>The data directory of a service that was started with <paramref name="data"/>.</summary>
    public static string DataDirectory(DirectoryInfo data) => Path.Combine(data.FullName, "data");

    /// <summary>The folder of the mails of a service that was started with <paramref name="data"/>.</summary>
    public static string MailFolder(DirectoryInfo data) => Path.Combine(DataDirectory(data), "mail");

    /// <summary>The processor time of the process so far, in seconds.</summary>
    public double ProcessorSeconds
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime.TotalSeconds;
        }
    }

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
            Assert.True(tries < 1200 && !_process.HasExited, $"It did not get ready. {string.Join('\n', Log)}");
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

    /// <summary>Runs a program to its end. Returns its exit code and what it wrote.</summary>
    public static async Task<(int ExitCode, string Said)> RunAsync(ProcessStartInfo start)
    {
        using var program = Process.Start(start)!;
        var errors = program.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var output = await program.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await program.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (program.ExitCode, (output + await errors).Trim());
    }

    /// <summary>Kills the process as <c>kill -9</c> does, and waits for its end.</summary>
    public void Kill()
    {
        _process.Kill();
        _process.WaitForExit();
    }

    /// <summary>The id of the process.</summary>
    public int ProcessId => _process.Id;

    /// <summary>Stops the process as Ctrl-C and service managers do. Returns its exit code.</summary>
    public async Task<int> StopAsync()
    {
        using var kill = Process.Start("kill", ["-TERM", $"{_process.Id}"]);
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return _process.ExitCode;
    }

    public void Dispose()
    {
        // The owner of the folder removes it next, so the process must have ended.
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
        Client.Dispose();
    }

    /// <summary>Describes a start of one of our programs on the store in <paramref name="data"/>.</summary>
    public static ProcessStartInfo Start(string program, DirectoryInfo data, params string[] arguments) =>
        new("dotnet", [Path.Combine(AppContext.BaseDirectory, program), .. arguments])
        {
            WorkingDirectory = AppContext.BaseDirectory,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["DataDirectory"] = DataDirectory(data) },
        };

    private void Keep(object sender, DataReceivedEventArgs line)
    {
        if (line.Data is { } text)
        {
            _log.Enqueue(text);
        }
    }
}
