using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Options;

namespace OrleansRegistration.Webhooks;

/// <summary>Which addresses webhooks may call.</summary>
public sealed class WebhookSenderTests : IDisposable
{
    private static readonly byte[] Secret = new byte[32];

    private readonly WebhookSender _closed = Sender(isOpen: false);
    private readonly WebhookSender _open = Sender(isOpen: true);

    public void Dispose()
    {
        _closed.Dispose();
        _open.Dispose();
    }

    [Theory]
    [InlineData("127.0.0.1")] // loopback
    [InlineData("127.255.255.254")]
    [InlineData("localhost")]
    [InlineData("2130706433")] // 127.0.0.1 as a number
    [InlineData("0x7f.1")]
    [InlineData("[::1]")]
    [InlineData("0.0.0.0")] // unspecified
    [InlineData("0.1.2.3")]
    [InlineData("[::]")]
    [InlineData("10.1.2.3")] // private
    [InlineData("172.16.0.1")]
    [InlineData("172.31.255.255")]
    [InlineData("192.168.1.1")]
    [InlineData("[fc00::1]")]
    [InlineData("[fd12:3456::1]")]
    [InlineData("[fec0::1]")]
    [InlineData("169.254.169.254")] // link-local, and the metadata of clouds
    [InlineData("[fe80::1]")]
    [InlineData("[fd00:ec2::254]")]
    [InlineData("168.63.129.16")]
    [InlineData("100.64.0.1")] // shared by customers of a provider
    [InlineData("100.127.255.255")]
    [InlineData("224.0.0.1")] // multicast
    [InlineData("[ff02::1]")]
    [InlineData("240.0.0.1")] // reserved, broadcast
    [InlineData("255.255.255.255")]
    [InlineData("192.0.2.1")] // documentation, benchmarks
    [InlineData("198.18.0.1")]
    [InlineData("198.51.100.1")]
    [InlineData("203.0.113.1")]
    [InlineData("[2001:db8::1]")]
    [InlineData("[::ffff:127.0.0.1]")] // IPv4 in IPv6
    [InlineData("[::ffff:10.0.0.1]")]
    [InlineData("[::127.0.0.1]")]
    [InlineData("[::8.8.8.8]")]
    [InlineData("[::ffff:0:10.0.0.1]")]
    [InlineData("[::ffff:0:8.8.8.8]")]
    [InlineData("[64:ff9b::7f00:1]")]
    [InlineData("[64:ff9b:1::a00:1]")]
    [InlineData("[2002:7f00:1::]")]
    [InlineData("[2001::1]")]
    [InlineData("[100::1]")] // discarded
    [InlineData("[5f00::1]")]
    public async Task Address_that_is_not_public_is_refused_before_a_connection(string host)
    {
        Assert.Equal(
            new WebhookReply(null, DeliveryFailure.AddressRefused),
            await SendAsync(_closed, $"https://{host}:8443/")
        );
    }

    [Theory]
    [InlineData("192.88.98.1", false)]
    [InlineData("[::ffff:192.88.98.1]", true)]
    public async Task Public_address_is_not_refused(string host, bool isIPv6)
    {
        // Long enough to look at the address. Whether anybody answers does not matter.
        using var soon = new CancellationTokenSource(TimeSpan.FromSeconds(2));
        try
        {
            var reply = await _closed.SendAsync($"https://{host}:8443/", [Secret], Guid.Empty, "", soon.Token);

            // A machine without IPv6 calls no address of IPv6.
            Assert.Equal(isIPv6 && !Socket.OSSupportsIPv6, reply.Failure == DeliveryFailure.AddressRefused);
        }
        catch (OperationCanceledException)
        {
            // It was about to connect.
        }
    }

    [Fact]
    public async Task Http_is_refused_unless_private_networks_are_allowed()
    {
        Assert.Equal(DeliveryFailure.AddressRefused, (await SendAsync(_closed, "http://example.com/")).Failure);
    }

    [Fact]
    public async Task Proxy_of_the_environment_is_not_used()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        using var proxy = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        proxy.Start();
        var before = HttpClient.DefaultProxy;
        HttpClient.DefaultProxy = new WebProxy(new Uri($"http://{proxy.LocalEndpoint}"), BypassOnLocal: false);
        try
        {
            var sending = SendAsync(_open, $"http://{listener.LocalEndpoint}/");
            using var connection = await listener.AcceptTcpClientAsync(TestContext.Current.CancellationToken);
            connection.Close();
            Assert.Equal(DeliveryFailure.Unreachable, (await sending).Failure);
            Assert.False(proxy.Pending());
        }
        finally
        {
            HttpClient.DefaultProxy = before;
        }
    }

    [Fact]
    public async Task Answer_that_never_ends_is_not_read()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var sending = SendAsync(_open, $"http://{listener.LocalEndpoint}/");
        using var connection = await listener.AcceptTcpClientAsync(TestContext.Current.CancellationToken);
        await using var stream = connection.GetStream();
        await stream.WriteAsync(
            "HTTP/1.1 200 OK\r\nContent-Length: 1000000000\r\n\r\nbegin"u8.ToArray(),
            TestContext.Current.CancellationToken
        );
        Assert.Equal(new WebhookReply(200, null), await sending);
    }

    [Fact]
    public async Task Name_without_an_address_and_port_without_a_listener_are_told_apart()
    {
        Assert.Equal(DeliveryFailure.NameUnknown, (await SendAsync(_open, "https://no-such-name.invalid/")).Failure);
        Assert.Equal(
            DeliveryFailure.Unreachable,
            (await SendAsync(_open, $"http://127.0.0.1:{Runs.FreePort.Find()}/")).Failure
        );
    }

    private static WebhookSender Sender(bool isOpen) =>
        new(
            Options.Create(new WebhookOptions { AllowPrivateNetworks = isOpen, TimeoutSeconds = 30 }),
            new(TimeProvider.System)
        );

    private static Task<WebhookReply> SendAsync(WebhookSender sender, string url) =>
        sender.SendAsync(url, [Secret], Guid.NewGuid(), "{}", TestContext.Current.CancellationToken);
}
