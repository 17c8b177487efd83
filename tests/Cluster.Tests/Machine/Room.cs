using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Runtime.ExceptionServices;

namespace OrleansRegistration.Tests;

/// <summary>
/// A thread whose sockets and processes have a network or mounts of their own (Linux namespaces). They end with the
/// last socket and process in them, so nothing is left behind. This needs root; without it a room is like any thread.
/// </summary>
internal sealed class Room : IDisposable
{
    private readonly BlockingCollection<Action> _work = [];
    private readonly Thread _thread;

    private Room(Action enter)
    {
        _thread = new(Work) { IsBackground = true };
        _thread.Start();
        Run(enter);
    }

    /// <summary>A room with all networks and mounts of the machine.</summary>
    public static Room Shared() => new(() => { });

    /// <summary>A room with a network in which all addresses of 127.0.0.0/8 are its own.</summary>
    public static Room WithNetwork() => new(Kernel.EnterOwnNetwork);

    /// <summary>A room that mounts a file system of <paramref name="bytes"/> in memory on a folder.</summary>
    public static Room WithMemory(string folder, long bytes) =>
        new(() =>
        {
            Kernel.EnterOwnMounts();
            Kernel.MountMemory(folder, bytes);
        });

    /// <summary>Runs something on the thread of the room.</summary>
    public T Run<T>(Func<T> call)
    {
        T result = default!;
        Run(() =>
        {
            result = call();
        });
        return result;
    }

    /// <inheritdoc cref="Run{T}"/>
    public void Run(Action call)
    {
        ExceptionDispatchInfo? failure = null;
        using var done = new ManualResetEventSlim();
        _work.Add(() =>
        {
            try
            {
                call();
            }
            catch (Exception thrown)
            {
                failure = ExceptionDispatchInfo.Capture(thrown);
            }
            finally
            {
                done.Set();
            }
        });
        done.Wait();
        failure?.Throw();
    }

    /// <summary>Starts a process in the room.</summary>
    public Process Start(ProcessStartInfo start) => Run(() => Process.Start(start)!);

    /// <summary>Listens on an address of the room's network.</summary>
    public Socket Listen(IPEndPoint address) =>
        Run(() =>
        {
            var socket = NewSocket();
            try
            {
                socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
                socket.Bind(address);
                socket.Listen();
                return socket;
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        });

    /// <summary>Connects to an address of the room's network.</summary>
    public async Task<Socket> ConnectAsync(IPEndPoint address, CancellationToken cancellation)
    {
        var socket = Run(NewSocket);
        try
        {
            await socket.ConnectAsync(address, cancellation);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        _work.CompleteAdding();
        _thread.Join();
        _work.Dispose();
    }

    private static Socket NewSocket() =>
        new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };

    private void Work()
    {
        foreach (var call in _work.GetConsumingEnumerable())
        {
            call();
        }
    }
}
