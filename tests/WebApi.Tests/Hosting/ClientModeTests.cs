using System.Diagnostics;
using OrleansRegistration.Faults;
using OrleansRegistration.Hosting;

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
            Assert.False(await CanConnectAsync(ClusterCertificate.Create()));
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

    private Process StartSilo()
    {
        var start = RunningProcess.Start(
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

    private Task<bool> CanConnectAsync(string? pem) => Stranger.GetsAnswerAsync(int.Parse(_gateway, null), pem);
}
