using System.Net;
using System.Net.Sockets;

namespace OrleansRegistration.Tests;

public sealed class RelayTests : IAsyncLifetime
{
    private readonly Room _room = Room.Shared();
    private readonly Socket _server;
    private readonly IPEndPoint _address;
    private readonly Relay _relay;

    public RelayTests()
    {
        _server = _room.Listen(new(IPAddress.Loopback, 0));
        _address = new(IPAddress.Loopback, Runs.FreePort.Find());
        _relay = new(
            () => _room.Listen(_address),
            cancellation => _room.ConnectAsync((IPEndPoint)_server.LocalEndPoint!, cancellation)
        );
    }

    public ValueTask InitializeAsync() => default;

    public async ValueTask DisposeAsync()
    {
        await _relay.DisposeAsync();
        _server.Dispose();
        _room.Dispose();
    }

    [Fact]
    public async Task It_passes_bytes_and_their_end_on_in_both_directions()
    {
        using var client = await _room.ConnectAsync(_address, TestContext.Current.CancellationToken);
        using var served = await _server.AcceptAsync(TestContext.Current.CancellationToken);
        await client.SendAsync("ping"u8.ToArray());
        Assert.Equal("ping", await ReadAsync(served));
        client.Shutdown(SocketShutdown.Send);
        Assert.Equal("", await ReadAsync(served));
        await served.SendAsync("pong"u8.ToArray());
        Assert.Equal("pong", await ReadAsync(client));
    }

    [Fact]
    public async Task It_withholds_bytes_until_it_is_healed()
    {
        using var client = await _room.ConnectAsync(_address, TestContext.Current.CancellationToken);
        using var served = await _server.AcceptAsync(TestContext.Current.CancellationToken);
        _relay.Withhold();
        await client.SendAsync("late"u8.ToArray());
        await Task.Delay(100, TestContext.Current.CancellationToken);
        Assert.Equal(0, served.Available);
        _relay.Heal();
        Assert.Equal("late", await ReadAsync(served));
    }

    [Fact]
    public async Task It_resets_connections_and_serves_the_next()
    {
        using var client = await _room.ConnectAsync(_address, TestContext.Current.CancellationToken);
        using var served = await _server.AcceptAsync(TestContext.Current.CancellationToken);
        _relay.Cut();
        await Assert.ThrowsAsync<SocketException>(async () => await ReadAsync(client));
        await It_passes_bytes_and_their_end_on_in_both_directions();
    }

    [Fact]
    public async Task It_refuses_connections_until_it_is_healed()
    {
        _relay.Refuse();
        await Assert.ThrowsAsync<SocketException>(() =>
            _room.ConnectAsync(_address, TestContext.Current.CancellationToken)
        );
        _relay.Heal();
        await It_passes_bytes_and_their_end_on_in_both_directions();
    }

    [Fact]
    public async Task It_delays_bytes()
    {
        using var client = await _room.ConnectAsync(_address, TestContext.Current.CancellationToken);
        using var served = await _server.AcceptAsync(TestContext.Current.CancellationToken);
        _relay.Delay(TimeSpan.FromMilliseconds(300));
        var since = System.Diagnostics.Stopwatch.StartNew();
        await client.SendAsync("slow"u8.ToArray());
        Assert.Equal("slow", await ReadAsync(served));
        Assert.InRange(since.ElapsedMilliseconds, 250, long.MaxValue); // a timer may be some milliseconds early
    }

    private static async Task<string> ReadAsync(Socket socket)
    {
        var buffer = new byte[16];
        var count = await socket.ReceiveAsync(buffer, TestContext.Current.CancellationToken);
        return System.Text.Encoding.ASCII.GetString(buffer, 0, count);
    }
}
