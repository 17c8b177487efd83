using System.Diagnostics;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OrleansRegistration.Faults;

namespace OrleansRegistration.Tests;

/// <summary>Web API and silo as two processes on one machine, as README describes them.</summary>
public sealed class ClientModeTests : IDisposable
{
    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("webapi-client-");
    private readonly string _gateway = Service.FreePort();

    public void Dispose() => _data.Delete(recursive: true);

    [Fact]
    [Trait("Fault", "F3")]
    public async Task Without_a_silo_the_Web_API_answers_at_once_and_with_one_it_serves()
    {
        using var service = RunningService.Launch(
            _data,
            new Dictionary<string, string> { ["Cluster__Mode"] = "Client", ["Cluster__GatewayPort"] = _gateway }
        );
        await UntilLiveAsync(service);
        Assert.NotNull(
            (await service.Client.ReadAsync("/health/ready")).IsProblem(503, "unavailable").Headers.RetryAfter
        );
        Assert.NotNull(
            (await service.Client.RegisterAsync(Requests.NewSignUp())).IsProblem(503, "unavailable").Headers.RetryAfter
        );
        FaultTable.Now(
            "F3",
            "Cluster:Mode=Client without a silo",
            "live 200, ready 503, sign-up 503, each with Retry-After"
        );

        using (var silo = StartSilo())
        {
            try
            {
                await service.UntilReadyAsync();
                var form = Requests.NewSignUp();
                (await service.Client.RegisterAsync(form)).Is(201);
                await Mailbox.ReadAsync(RunningService.MailFolder(_data), form["email"]);
                Assert.True(File.Exists(Path.Combine(RunningService.DataDirectory(_data), "registration.db")));
                FaultTable.Now("F3", "then a silo", "serves; store, keys and mails in one directory");
            }
            finally
            {
                silo.Kill();
                await silo.WaitForExitAsync(TestContext.Current.CancellationToken);
            }
        }
    }

    [Fact]
    [Trait("Fault", "F3")]
    public async Task Web_API_that_waits_for_a_silo_stops_when_told_to()
    {
        using var service = RunningService.Launch(
            _data,
            new Dictionary<string, string> { ["Cluster__Mode"] = "Client", ["Cluster__GatewayPort"] = _gateway }
        );
        await UntilLiveAsync(service);
        Assert.Equal(0, await service.StopAsync());
        Assert.Single(service.Log, line => line.Contains("No silo answers on port", StringComparison.Ordinal));
        Assert.DoesNotContain(service.Log, line => line.Contains("   at ", StringComparison.Ordinal));
    }

    [Fact]
    [Trait("Fault", "G2")]
    public async Task A_silo_takes_no_client_without_the_certificate_of_its_data_directory()
    {
        using var silo = StartSilo();
        try
        {
            var file = Path.Combine(RunningService.DataDirectory(_data), "keys", "cluster.pem");
            for (
                var tries = 0;
                !File.Exists(file)
                    || !await CanConnectAsync(await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken));
                tries++
            )
            {
                Assert.True(tries < 100 && !silo.HasExited, "No client could connect with the certificate.");
                await Task.Delay(200, TestContext.Current.CancellationToken);
            }

            if (!OperatingSystem.IsWindows())
            {
                Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
            }

            Assert.False(await CanConnectAsync(null));
            Assert.False(await CanConnectAsync(OtherCertificate()));
            FaultTable.Now(
                "G2",
                "an Orleans client of another user on the gateway port",
                "refused without the certificate of the data directory (0600), and with another one"
            );
        }
        finally
        {
            silo.Kill();
            await silo.WaitForExitAsync(TestContext.Current.CancellationToken);
        }
    }

    private static async Task UntilLiveAsync(RunningService service)
    {
        for (var tries = 0; ; tries++)
        {
            try
            {
                (await service.Client.ReadAsync("/health/live")).Is(200);
                return;
            }
            catch (HttpRequestException) when (tries < 300)
            {
                await Task.Delay(100, TestContext.Current.CancellationToken);
            }
        }
    }

    private static string OtherCertificate()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var certificate = new CertificateRequest(
            "CN=registration-cluster",
            key,
            HashAlgorithmName.SHA256
        ).CreateSelfSigned(DateTimeOffset.UnixEpoch, new(2100, 1, 1, 0, 0, 0, TimeSpan.Zero));
        return $"{certificate.ExportCertificatePem()}\n{key.ExportPkcs8PrivateKeyPem()}";
    }

    private Process StartSilo()
    {
        var start = RunningService.Start(
            "Silo.dll",
            _data,
            $"--Cluster:GatewayPort={_gateway}",
            $"--Cluster:SiloPort={Service.FreePort()}"
        );
        start.Environment["Passwords__MemoryKiB"] = "8";
        start.Environment["Passwords__Iterations"] = "1";
        start.RedirectStandardOutput = start.RedirectStandardError = false;
        return Process.Start(start)!;
    }

    /// <summary>Whether an Orleans client with this certificate, or without TLS, reaches the silo.</summary>
    private async Task<bool> CanConnectAsync(string? pem)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new());
        builder.Logging.ClearProviders();
        using var certificate = pem is null ? null : X509Certificate2.CreateFromPem(pem, pem);
        builder.UseOrleansClient(client =>
        {
            client.UseLocalhostClustering(int.Parse(_gateway, null), "registration", "registration");
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
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
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
}
