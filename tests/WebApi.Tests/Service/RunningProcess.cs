using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;

namespace OrleansRegistration.Tests;

/// <summary>One of our programs as a process of its own. Disposing kills the process.</summary>
internal abstract class RunningProcess : IDisposable
{
    private readonly Process _process;
    private readonly ConcurrentQueue<string> _log = new();

    protected RunningProcess(Process process)
    {
        _process = process;
        process.OutputDataReceived += Keep;
        process.ErrorDataReceived += Keep;
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <summary>The lines that the process wrote so far.</summary>
    public IReadOnlyCollection<string> Log => _log;

    /// <summary>The id of the process.</summary>
    public int ProcessId => _process.Id;

    /// <summary>Whether the process has ended.</summary>
    public bool HasEnded => _process.HasExited;

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

    /// <summary>The processor time of the process so far, in seconds.</summary>
    public double ProcessorSeconds
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime.TotalSeconds;
        }
    }

    /// <summary>Describes a start of one of our programs on the store in <paramref name="data"/>.</summary>
    public static ProcessStartInfo Start(string program, DirectoryInfo data, params string[] arguments) =>
        new("dotnet", [Path.Combine(AppContext.BaseDirectory, program), .. arguments])
        {
            WorkingDirectory = AppContext.BaseDirectory,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["DataDirectory"] = RunningService.DataDirectory(data) },
        };

    /// <summary>Runs a program to its end. Returns its exit code and what it wrote.</summary>
    public static async Task<(int ExitCode, string Said)> RunAsync(ProcessStartInfo start)
    {
        using var program = Process.Start(start)!;
        var errors = program.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var output = await program.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        await program.WaitForExitAsync(TestContext.Current.CancellationToken);
        return (program.ExitCode, (output + await errors).Trim());
    }

    /// <summary>Runs a program that must not start. Returns the line that it wrote.</summary>
    public static Task<string> RefusedAsync(string program, DirectoryInfo data, params string[] arguments) =>
        RefusedAsync(program, data, new Dictionary<string, string>(), arguments);

    /// <inheritdoc cref="RefusedAsync(string, DirectoryInfo, string[])"/>
    /// <param name="settings">Settings in the environment.</param>
    public static async Task<string> RefusedAsync(
        string program,
        DirectoryInfo data,
        IReadOnlyDictionary<string, string> settings,
        params string[] arguments
    )
    {
        var start = Start(program, data, arguments);
        if (arguments.Any(argument => argument.StartsWith("--DataDirectory=", StringComparison.Ordinal)))
        {
            start.Environment.Remove("DataDirectory");
        }

        // Another program on this machine may have the default ports.
        foreach (
            var (key, value) in new[]
            {
                ("Cluster__SiloPort", Service.FreePort()),
                ("Cluster__GatewayPort", Service.FreePort()),
                ("urls", $"http://127.0.0.1:{Service.FreePort()}"),
            }.Concat(settings.Select(setting => (setting.Key, setting.Value)))
        )
        {
            start.Environment[key] = value;
        }

        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        var output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        try
        {
            using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(1));
            await process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill();
            Assert.Fail($"It started: {await output} {await errors}");
        }

        var line = Assert.Single((await errors).Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal(2, process.ExitCode);
        Assert.DoesNotContain("   at ", await output, StringComparison.Ordinal);
        return line;
    }

    /// <summary>Sends a signal, such as <c>STOP</c>. Does not wait for its effect.</summary>
    public async Task SignalAsync(string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", $"{_process.Id}"]);
        await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(0, kill.ExitCode);
    }

    /// <summary>Waits until the process ends by itself. Returns its exit code.</summary>
    public async Task<int> EndAsync()
    {
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return _process.ExitCode;
    }

    /// <summary>Stops the process as Ctrl-C and service managers do. Returns its exit code.</summary>
    public async Task<int> StopAsync()
    {
        await SignalAsync("TERM");
        return await EndAsync();
    }

    /// <summary>Kills the process as <c>kill -9</c> does, and waits for its end.</summary>
    public void Kill()
    {
        _process.Kill();
        _process.WaitForExit();
    }

    public virtual void Dispose()
    {
        // The owner of the folder removes it next, so the process must have ended.
        Kill();
        _process.Dispose();
        GC.SuppressFinalize(this);
    }

    private void Keep(object sender, DataReceivedEventArgs line)
    {
        if (line.Data is { } text)
        {
            _log.Enqueue(text);
        }
    }
}
