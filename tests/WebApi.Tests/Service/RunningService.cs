using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;

namespace OrleansRegistration.Tests;

/// <summary>The service as a process of its own, on a port of 127.0.0.1; disposing kills it.</summary>
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

    /// <summary>What it wrote until now, line by line.</summary>
    public IReadOnlyCollection<string> Log => _log;

    /// <summary>Its resident memory.</summary>
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

    /// <summary>Where a service in <paramref name="data"/> keeps all it keeps.</summary>
    public static string DataDirectory(DirectoryInfo data) => Path.Combine(data.FullName, "data");

    /// <summary>Where its mails lie.</summary>
    public static string MailFolder(DirectoryInfo data) => Path.Combine(DataDirectory(data), "mail");

    /// <summary>Its processor time so far, in seconds.</summary>
    public double ProcessorSeconds
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime.TotalSeconds;
        }
    }

    /// <summary>Starts it, with cheap hashes and no limits, its data below <paramref name="data"/>, and waits until it is ready.</summary>
    /// <param name="settings">Instead of these, and besides.</param>
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

    /// <summary>The same with everything as it ships but the cost of hashes and the captcha.</summary>
    /// <param name="settings">Instead, and besides.</param>
    public static async Task<RunningService> StartAsShippedAsync(
        DirectoryInfo data,
        IEnumerable<KeyValuePair<string, string>> settings
    )
    {
        var service = Launch(data, settings);
        await service.UntilReadyAsync();
        return service;
    }

    /// <summary>Starts it, and does not wait.</summary>
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

    /// <summary>Waits until it is ready.</summary>
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
                // Not listening yet.
            }

            await Task.Delay(100);
        }
    }

    /// <summary>Runs <c>Silo fsck</c> on what a service in <paramref name="data"/> has stored in SQLite.</summary>
    public static Task<(int ExitCode, string Said)> FsckAsync(DirectoryInfo data) =>
        RunAsync(Start("Silo.dll", data, ["fsck"]));

    /// <summary>Runs a program to its end; its exit code and what it said.</summary>
    public static async Task<(int ExitCode, string Said)> RunAsync(ProcessStartInfo start)
    {
        using var program = Process.Start(start)!;
        var errors = program.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var output = await program.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await program.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (program.ExitCode, (output + await errors).Trim());
    }

    /// <summary>As <c>kill -9</c>; it is gone when this returns.</summary>
    public void Kill()
    {
        _process.Kill();
        _process.WaitForExit();
    }

    /// <summary>Its process.</summary>
    public int ProcessId => _process.Id;

    /// <summary>As Ctrl-C and service managers do; the exit code.</summary>
    public async Task<int> StopAsync()
    {
        using var kill = Process.Start("kill", ["-TERM", $"{_process.Id}"]);
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return _process.ExitCode;
    }

    public void Dispose()
    {
        // Its folder is removed next.
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
        Client.Dispose();
    }

    /// <summary>A program of ours on the store in <paramref name="data"/>, not started yet.</summary>
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
