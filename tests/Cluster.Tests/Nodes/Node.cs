using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using OrleansRegistration.Runs;

namespace OrleansRegistration.Tests;

/// <summary>
/// A node: the Web API and a silo in one process. Under root it has a network of its own, in which its neighbours and
/// the database are relays. Its supervisor starts it again when it ends by itself.
/// </summary>
internal sealed class Node : IAsyncDisposable
{
    public const string PublicUrl = "http://127.0.0.1:8000";

    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan RestartAfter = TimeSpan.FromSeconds(0.2);

    private readonly Dictionary<string, string> _settings;
    private readonly StreamWriter _log;
    private readonly Lock _changing = new();
    private readonly Lock _writing = new();
    private readonly List<Relay> _relays = [];
    private int _process;
    private bool _mustRun;
    private int _conflicts;
    private TaskCompletionSource _ended = Ended();

    /// <param name="number">Its number, from 1.</param>
    /// <param name="folder">For its data and its log.</param>
    public Node(int number, Room room, NodeAddress address, DirectoryInfo folder, Dictionary<string, string> settings)
    {
        (Number, Room, Address, _settings) = (number, room, address, settings);
        Data = folder.CreateSubdirectory($"node-{number}").FullName;
        LogFile = Path.Combine(folder.FullName, $"node-{number}.log");
        _log = new(LogFile) { AutoFlush = true };
        Client = new(
            new LostConnectionHandler(
                new SocketsHttpHandler
                {
                    UseCookies = false,
                    ConnectTimeout = ConnectTimeout,
                    ConnectCallback = async (_, cancellation) =>
                        new NetworkStream(await Room.ConnectAsync(address.Web, cancellation), ownsSocket: true),
                }
            )
        )
        {
            // The host of PublicUrl: the node answers no other.
            BaseAddress = new(PublicUrl),
        };
    }

    public int Number { get; }

    public Room Room { get; }

    public NodeAddress Address { get; private set; }

    public HttpClient Client { get; }

    public string MailFolder => Path.Combine(Data, "mail");

    public string LogFile { get; }

    /// <summary>The end of its log.</summary>
    public string LastLines => string.Join('\n', File.ReadLines(LogFile).TakeLast(9));

    /// <summary>The exit codes with which it ended although nobody stopped or killed it.</summary>
    public List<int> Deaths { get; } = [];

    /// <summary>How often storage refused a write of it because the row had moved on.</summary>
    public int Conflicts => Volatile.Read(ref _conflicts);

    /// <summary>Its relays: to the database, and to each other node by that node's number.</summary>
    public Relay? ToDatabase { get; private set; }

    public Dictionary<int, Relay> ToNodes { get; } = [];

    private string Data { get; }

    /// <summary>Begins to relay connections of this node to the database.</summary>
    public void RelayDatabase(Room room, IPEndPoint server)
    {
        ToDatabase = new(() => Room.Listen(Address.Database), cancellation => room.ConnectAsync(server, cancellation));
        _relays.Add(ToDatabase);
    }

    /// <summary>Begins to relay connections of this node to another one.</summary>
    public void RelayNode(Node other)
    {
        ToNodes[other.Number] = new(
            () => Room.Listen(other.Address.Silo),
            cancellation => other.Room.ConnectAsync(other.Address.Silo, cancellation)
        );
        _relays.Add(ToNodes[other.Number]);
    }

    /// <summary>Gives the node another port for silos while it does not run.</summary>
    /// <param name="others">The nodes with relays to this one.</param>
    public void Move(int siloPort, IEnumerable<Node> others)
    {
        Address = Address with { Silo = new(Address.Silo.Address, siloPort) };
        foreach (var relay in others.Select(other => other.ToNodes.GetValueOrDefault(Number)))
        {
            relay?.Refuse();
            relay?.Heal();
        }
    }

    /// <summary>Starts the process.</summary>
    /// <param name="clock">How far its clock is off.</param>
    public void Start(TimeSpan clock = default)
    {
        lock (_changing)
        {
            _mustRun = true;
            var start = new ProcessStartInfo(
                "dotnet",
                [Path.Combine(AppContext.BaseDirectory, "WebApi.dll"), "--urls", $"http://{Address.Web}"]
            )
            {
                WorkingDirectory = AppContext.BaseDirectory,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                Environment =
                {
                    ["DataDirectory"] = Data,
                    ["DOTNET_STARTUP_HOOKS"] = typeof(StartupHook).Assembly.Location,
                },
            };
            foreach (var (key, value) in _settings)
            {
                start.Environment[key] = value;
            }

            start.Environment["Cluster__SiloPort"] = Address.Silo.Port.ToString(CultureInfo.InvariantCulture);
            if (clock != TimeSpan.Zero)
            {
                FakeClock.Use(start, clock);
            }
            _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
            Launch(start, _ended);
        }
    }

    /// <summary>Kills the process as <c>kill -9</c> does, and waits for its end.</summary>
    public Task KillAsync() => EndAsync(Kernel.Signal.Kill);

    /// <summary>Stops the process as service managers do, and waits for its end.</summary>
    public Task StopAsync() => EndAsync(Kernel.Signal.Terminate);

    /// <summary>Freezes the process.</summary>
    public void Freeze() => Send(Kernel.Signal.Stop);

    /// <summary>Lets a frozen process go on.</summary>
    public void Thaw() => Send(Kernel.Signal.Continue);

    /// <summary>Whether the node says that it is ready.</summary>
    public async Task<bool> IsReadyAsync(TimeSpan patience)
    {
        using var cancellation = new CancellationTokenSource(patience);
        try
        {
            using var answer = await Client.GetAsync(new Uri("/health/ready", UriKind.Relative), cancellation.Token);
            return answer.IsSuccessStatusCode;
        }
        catch (Exception failure) when (failure is HttpRequestException or OperationCanceledException)
        {
            return false;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();

        foreach (var relay in _relays)
        {
            await relay.DisposeAsync();
        }

        Client.Dispose();
        await _log.DisposeAsync();
        Room.Dispose();
    }

    private async Task EndAsync(Kernel.Signal signal)
    {
        Task ended;
        lock (_changing)
        {
            _mustRun = false;
            ended = _ended.Task;
            Send(signal);
        }

        await ended;
    }

    private void Send(Kernel.Signal signal)
    {
        lock (_changing)
        {
            if (_process != 0)
            {
                Kernel.Send(_process, signal);
            }
        }
    }

    private static TaskCompletionSource Ended()
    {
        var ended = new TaskCompletionSource();
        ended.SetResult();
        return ended;
    }

    private void Launch(ProcessStartInfo start, TaskCompletionSource ended)
    {
        var process = Room.Start(start);
        process.OutputDataReceived += (_, line) => Write(line.Data);
        process.ErrorDataReceived += (_, line) => Write(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        _process = process.Id;
        Write($"--- process {process.Id} started");
        _ = FollowAsync(process, start, ended);
    }

    /// <summary>Starts the process again when it ends although it must run, as a service manager does.</summary>
    private async Task FollowAsync(Process process, ProcessStartInfo start, TaskCompletionSource ended)
    {
        await process.WaitForExitAsync();
        Write($"--- process {process.Id} ended with {process.ExitCode}");
        lock (_changing)
        {
            _process = 0; // the system may give the number to another process
            if (!_mustRun)
            {
                process.Dispose();
                ended.SetResult();
                return;
            }

            Deaths.Add(process.ExitCode);
        }

        process.Dispose();
        await Task.Delay(RestartAfter);
        lock (_changing)
        {
            if (_mustRun)
            {
                Launch(start, ended);
            }
            else
            {
                ended.SetResult();
            }
        }
    }

    private void Write(string? line)
    {
        if (line is not null)
        {
            if (line.StartsWith(StartupHook.Prefix, StringComparison.Ordinal))
            {
                Interlocked.Increment(ref _conflicts);
            }

            lock (_writing)
            {
                _log.WriteLine($"{TimeProvider.System.GetUtcNow():HH:mm:ss.fff} {line}");
            }
        }
    }
}
