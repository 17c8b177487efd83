using System.Collections.Concurrent;
using System.Net.Sockets;

namespace OrleansRegistration.Tests;

/// <summary>
/// Passes the bytes of TCP connections on, from whoever connects to a listener to a server. It can cut, refuse, delay
/// and withhold them.
/// </summary>
internal sealed class Relay : IAsyncDisposable
{
    private const int BufferSize = 64 * 1024;

    private readonly Func<Socket> _listen;
    private readonly Func<CancellationToken, Task<Socket>> _connect;
    private readonly ConcurrentDictionary<Socket, Task> _connections = [];
    private readonly CancellationTokenSource _ending = new();
    private readonly Lock _changing = new();
    private Socket? _listener;
    private Task _accepting = Task.CompletedTask;
    private TaskCompletionSource _open = Opened();
    private TimeSpan _delay;

    /// <param name="listen">Makes the listener. It is called again after the relay has refused connections.</param>
    /// <param name="connect">Connects to the server.</param>
    public Relay(Func<Socket> listen, Func<CancellationToken, Task<Socket>> connect)
    {
        (_listen, _connect) = (listen, connect);
        Listen();
    }

    /// <summary>Passes everything on at once, also what was withheld.</summary>
    public void Heal()
    {
        lock (_changing)
        {
            _delay = TimeSpan.Zero;
            _open.TrySetResult();
            if (_listener is null)
            {
                Listen();
            }
        }
    }

    /// <summary>Resets all connections. New ones are served.</summary>
    public void Cut()
    {
        foreach (var connection in _connections.Keys)
        {
            Reset(connection);
        }
    }

    /// <summary>Resets all connections and refuses new ones until <see cref="Heal"/>.</summary>
    public void Refuse()
    {
        lock (_changing)
        {
            _listener?.Dispose();
            _listener = null;
        }

        Cut();
    }

    /// <summary>Withholds every byte until <see cref="Heal"/>, as a network does whose cable was pulled.</summary>
    public void Withhold()
    {
        lock (_changing)
        {
            _open = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    /// <summary>Passes bytes on so much later, in both directions, until <see cref="Heal"/>.</summary>
    public void Delay(TimeSpan delay)
    {
        lock (_changing)
        {
            _delay = delay;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        Refuse();
        _open.TrySetResult();
        await _accepting;
        await Task.WhenAll(_connections.Values);
        _ending.Dispose();
    }

    private static TaskCompletionSource Opened()
    {
        var open = new TaskCompletionSource();
        open.SetResult();
        return open;
    }

    private void Listen()
    {
        _listener = _listen();
        _accepting = AcceptAsync(_listener);
    }

    private async Task AcceptAsync(Socket listener)
    {
        while (true)
        {
            Socket client;
            try
            {
                client = await listener.AcceptAsync(_ending.Token);
            }
            catch (Exception ended) when (IsEnd(ended))
            {
                return;
            }

            client.NoDelay = true;
            var served = new TaskCompletionSource();
            _connections[client] = served.Task;
            _ = ServeAsync(client)
                .ContinueWith(
                    _ =>
                    {
                        _connections.TryRemove(client, out Task? _);
                        served.SetResult();
                    },
                    TaskScheduler.Default
                );
        }
    }

    private async Task ServeAsync(Socket client)
    {
        try
        {
            await _open.Task.WaitAsync(_ending.Token);
            using var server = await _connect(_ending.Token);
            using var reset = client.SafeHandle.IsClosed ? null : server;
            await Task.WhenAll(PassAsync(client, server), PassAsync(server, client));
        }
        catch (Exception ended) when (IsEnd(ended)) { }
        finally
        {
            Reset(client);
        }
    }

    /// <summary>Passes bytes on in one direction until its sender ends. A failure resets both connections.</summary>
    private async Task PassAsync(Socket from, Socket to)
    {
        var buffer = new byte[BufferSize];
        try
        {
            while (await from.ReceiveAsync(buffer, _ending.Token) is > 0 and var count)
            {
                await _open.Task.WaitAsync(_ending.Token);
                if (_delay > TimeSpan.Zero)
                {
                    await Task.Delay(_delay, _ending.Token);
                }

                var sent = 0;
                while (sent < count)
                {
                    sent += await to.SendAsync(buffer.AsMemory(sent, count - sent), _ending.Token);
                }
            }

            await _open.Task.WaitAsync(_ending.Token);
            to.Shutdown(SocketShutdown.Send);
        }
        catch (Exception ended) when (IsEnd(ended))
        {
            Reset(from);
            Reset(to);
        }
    }

    private static void Reset(Socket socket)
    {
        try
        {
            socket.LingerState = new(true, 0);
        }
        catch (Exception ended) when (IsEnd(ended))
        {
            // It has ended by itself.
        }

        socket.Dispose();
    }

    private static bool IsEnd(Exception failure) =>
        failure is SocketException or ObjectDisposedException or OperationCanceledException;
}
