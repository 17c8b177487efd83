using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace OrleansRegistration.Tests;

/// <summary>The script that starts a cluster on this machine, with nginx in front of three nodes.</summary>
public sealed class ClusterScriptTests : IAsyncLifetime
{
    private const int Ports = 32; // the balancer's and those above it
    private static readonly string[] Names = ["nginx", "node1", "node2", "node3", "postgres"];

    // In the temporary folder itself, which PostgreSQL's user may pass through.
    private readonly string _data = Path.Combine(
        Path.GetTempPath(),
        $"webapi cluster {RandomNumberGenerator.GetHexString(8)}"
    );
    private readonly int _port = FreePorts();

    public ValueTask InitializeAsync() => default;

    public async ValueTask DisposeAsync()
    {
        await RunAsync("stop");
        Directory.Delete(_data, recursive: true);
    }

    [Fact]
    public async Task No_request_fails_while_nodes_are_replaced_or_killed_and_nothing_is_lost_or_left()
    {
        await StartAsync();
        await ExpectKeyAsync();
        using var load = new ClusterLoad(new($"http://127.0.0.1:{_port}"));
        await load.AwaitSignUpsAsync(20);
        await ExpectAsync("restart", "--program", AppContext.BaseDirectory);
        await load.AwaitSignUpsAsync(20);
        await ExpectAsync("kill", "2");
        await load.AwaitSignUpsAsync(20);
        await StartAsync();
        await load.AwaitSignUpsAsync(20);
        await load.StopAsync();
        Assert.Empty(load.Lost);
        Assert.Empty(load.Failed);
        await ExpectAccountsAsync(1 + load.SignedUp);

        // After a crash of everything, and while some of it runs.
        foreach (var name in Names)
        {
            using var process = Process.GetProcessById(ProcessOf(name));
            process.Kill();
        }

        await StartAsync();
        await StartAsync();
        await ExpectAccountsAsync(1 + load.SignedUp);
        Assert.NotEmpty(Directory.EnumerateFiles(Path.Combine(_data, "mail"), "*.eml"));

        await ExpectAsync("stop");
        Assert.Equal(Names.Select(name => $"{name} does not run"), (await ExpectAsync("status")).Split('\n'));
        Assert.True(AreFree(_port));
    }

    [Fact]
    public async Task Taken_port_is_named_with_a_way_out()
    {
        using var other = new TcpListener(IPAddress.Loopback, _port + 12);
        other.Start();
        var (exitCode, said) = await RunAsync("start", "--program", AppContext.BaseDirectory, "--port", $"{_port}");
        Assert.Equal(2, exitCode);
        Assert.Contains($"Port {_port + 12}, for the silo of node 2, is taken", said, StringComparison.Ordinal);
        Assert.Contains("--port 9000", said, StringComparison.Ordinal);
    }

    private Task<string> StartAsync() =>
        ExpectAsync("start", "--program", AppContext.BaseDirectory, "--port", $"{_port}");

    // A sign-up without a key is given one, which is good for a repeat.
    private async Task ExpectKeyAsync()
    {
        using var client = new HttpClient { BaseAddress = new($"http://127.0.0.1:{_port}") };
        var form = Requests.NewSignUp();
        var first = (await client.RegisterAsync(form)).Is(201);
        var key = Assert.Single(first.Headers.GetValues("Idempotency-Key"));
        Assert.Matches("^[0-9a-f]{32}$", key);
        var second = (await client.RegisterAsync(form, ("Idempotency-Key", key))).Is(201);
        Assert.Equal(first["invitation_code"], second["invitation_code"]);
        Assert.Equal(key, Assert.Single(second.Headers.GetValues("Idempotency-Key")));
    }

    private async Task ExpectAccountsAsync(int count)
    {
        var said = await ExpectAsync("fsck");
        Assert.StartsWith($"{count} accounts (0 ended), ", said, StringComparison.Ordinal);
        Assert.EndsWith(" 0 breaches", said, StringComparison.Ordinal);
    }

    private async Task<string> ExpectAsync(params string[] arguments)
    {
        var (exitCode, said) = await RunAsync(arguments);
        Assert.True(exitCode == 0, said);
        return said;
    }

    private Task<(int ExitCode, string Said)> RunAsync(params string[] arguments) =>
        RunningService.RunAsync(
            new("bash", [Path.Combine(RepositoryFiles.Root, "cluster.sh"), .. arguments, "--data", _data])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                Environment =
                {
                    ["Captcha__Provider"] = "None",
                    ["Passwords__MemoryKiB"] = "8",
                    ["Passwords__Iterations"] = "1",
                    ["RateLimits__Enabled"] = "false",
                },
            }
        );

    private int ProcessOf(string name) =>
        int.Parse(File.ReadAllText(Path.Combine(_data, "run", name)).Split(' ')[0], CultureInfo.InvariantCulture);

    // Below the ports that the system gives to others.
    private static int FreePorts()
    {
        while (true)
        {
            var first = RandomNumberGenerator.GetInt32(12_000, 29_000);
            if (AreFree(first))
            {
                return first;
            }
        }
    }

    private static bool AreFree(int first) =>
        Enumerable
            .Range(first, Ports)
            .All(port =>
            {
                using var listener = new TcpListener(IPAddress.Loopback, port);
                try
                {
                    listener.Start();
                    return true;
                }
                catch (SocketException)
                {
                    return false;
                }
            });
}
