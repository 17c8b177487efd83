using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace OrleansRegistration.Tests;

/// <summary>Somebody who reaches the ports of a silo.</summary>
internal static class Stranger
{
    private const byte TlsAlert = 0x15;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    /// <summary>Whether an Orleans client with this certificate, or without TLS, gets an answer from a silo.</summary>
    public static async Task<bool> GetsAnswerAsync(int gatewayPort, string? pem)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new());
        builder.Logging.ClearProviders();
        using var certificate = pem is null ? null : X509Certificate2.CreateFromPem(pem, pem);
        builder.UseOrleansClient(client =>
        {
            client.UseLocalhostClustering(gatewayPort, "registration", "registration");
            if (certificate is not null)
            {
                client.UseTls(tls =>
                {
                    tls.LocalCertificate = certificate;
                    tls.AllowAnyRemoteCertificate();
                    tls.OnAuthenticateAsClient = (_, options) => options.TargetHost = "registration-cluster";
                });
            }
        });
        using var host = builder.Build();
        try
        {
            using var patience = new CancellationTokenSource(Patience);
            await host.StartAsync(patience.Token);
            await host.Services.GetRequiredService<IGrainFactory>().GetKeyRing().GetAsync().WaitAsync(patience.Token);
            await host.StopAsync(TestContext.Current.CancellationToken);
            return true;
        }
        catch (Exception failure) when (failure is OrleansException or TimeoutException or OperationCanceledException)
        {
            return false;
        }
    }

    /// <summary>Whether a port says anything but a TLS alert to somebody who sends these bytes without TLS.</summary>
    public static async Task<bool> GetsBytesAsync(int port, byte[] bytes)
    {
        using var client = await ConnectAsync(port);
        try
        {
            await client.GetStream().WriteAsync(bytes, TestContext.Current.CancellationToken);
            client.Client.Shutdown(SocketShutdown.Send);
            return await SaysAsync(client.GetStream());
        }
        catch (Exception failure) when (failure is IOException or SocketException or InvalidOperationException)
        {
            // The other side has closed the connection.
            return false;
        }
    }

    /// <summary>Whether a port says anything to somebody with TLS and this certificate, or without one.</summary>
    public static async Task<bool> GetsBytesWithTlsAsync(int port, string? pem)
    {
        using var certificate = pem is null ? null : X509Certificate2.CreateFromPem(pem, pem);
        using var client = await ConnectAsync(port);
#pragma warning disable CA5359 // The stranger trusts everybody.
        await using var tls = new SslStream(client.GetStream(), false, (_, _, _, _) => true);
#pragma warning restore CA5359
        try
        {
            await tls.AuthenticateAsClientAsync(
                new SslClientAuthenticationOptions
                {
                    TargetHost = "registration-cluster",
                    ClientCertificates = certificate is null ? null : [certificate],
                },
                TestContext.Current.CancellationToken
            );
            await tls.WriteAsync(new byte[64], TestContext.Current.CancellationToken);
            return await SaysAsync(tls);
        }
        catch (Exception failure)
            when (failure is IOException or SocketException or System.Security.Authentication.AuthenticationException)
        {
            return false;
        }
    }

    private static async Task<TcpClient> ConnectAsync(int port)
    {
        var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, port, TestContext.Current.CancellationToken);
        return client;
    }

    // Ends when the other side closes the connection.
    private static async Task<bool> SaysAsync(Stream stream)
    {
        var said = new byte[256];
        var length = await stream
            .ReadAsync(said, TestContext.Current.CancellationToken)
            .AsTask()
            .WaitAsync(TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
        return length > 0 && said[0] != TlsAlert;
    }
}
