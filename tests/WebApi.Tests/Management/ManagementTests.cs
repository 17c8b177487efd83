using System.Diagnostics;
using System.Net;
using System.Text;

namespace OrleansRegistration.Tests;

/// <summary>The management listener: what it serves, to whom, and nothing else.</summary>
public sealed class ManagementTests
{
    [Fact]
    public async Task Neither_listener_serves_what_the_other_serves()
    {
        using var managed = await ManagedService.StartAsync();
        foreach (var path in (string[])["/metrics", "/dashboard", "/dashboard/ClusterStats"])
        {
            (await managed.Service.Client.ReadAsync(path, Basic(ManagedService.Token))).IsProblem(404, "not_found");
        }

        foreach (var path in (string[])["/", "/docs", "/api/availability/?username=a", "/.well-known/jwks.json"])
        {
            (await managed.Tools.ReadAsync(path, Basic(ManagedService.Token))).Is(404);
        }

        (await managed.Tools.RegisterAsync(Requests.NewSignUp())).Is(404);
        foreach (var path in (string[])["/health/live", "/health/ready", "/metrics"])
        {
            (await managed.Tools.ReadAsync(path)).Is(200);
        }
    }

    [Fact]
    public async Task Dashboard_asks_for_the_token_and_shows_no_state_and_no_log()
    {
        using var managed = await ManagedService.StartAsync();
        var refused = (await managed.Tools.ReadAsync("/dashboard/ClusterStats")).Is(401);
        Assert.Equal(["Basic", "Bearer"], refused.Headers.WwwAuthenticate.Select(challenge => challenge.Scheme));
        (await managed.Tools.ReadAsync("/dashboard/ClusterStats", Basic($"{ManagedService.Token}!"))).Is(401);
        (await managed.Tools.ReadAsync("/dashboard/ClusterStats", ("Authorization", "Basic ?"))).Is(401);
        foreach (var by in new[] { Basic(ManagedService.Token), Bearer(ManagedService.Token) })
        {
            (await managed.Tools.ReadAsync("/dashboard/", by)).Is(200);
            (await managed.Tools.ReadAsync("/dashboard/index.min.js", by)).Is(200);
            (await managed.Tools.ReadAsync("/dashboard/DashboardCounters", by)).Is(200);
            (await managed.Tools.ReadAsync("/dashboard/ClusterStats", by)).Is(200);
            foreach (
                var path in (string[])
                    [
                        "GrainState?grainId=email/email/a@example.org&grainType=email",
                        "grainstate",
                        "GrainState/",
                        "%47rainState",
                        "Trace",
                    ]
            )
            {
                (await managed.Tools.ReadAsync($"/dashboard/{path}", by)).Is(404);
            }
        }
    }

    [Fact]
    public async Task Wrong_tokens_are_limited_and_an_absent_token_is_not_wrong()
    {
        using var managed = await ManagedService.StartAsync();
        for (var tries = 0; tries < 20; tries++)
        {
            (await managed.Tools.ReadAsync("/dashboard/")).Is(401);
        }

        var (answer, wrong) = ((Answer?)null, 0);
        for (; answer?.Status is not HttpStatusCode.TooManyRequests; wrong++)
        {
            Assert.True(wrong <= 10, "Wrong tokens are not limited.");
            answer = await managed.Tools.ReadAsync("/dashboard/", Bearer($"{wrong}"));
        }

        Assert.NotNull(answer.Headers.RetryAfter);
        (await managed.Tools.ReadAsync("/dashboard/", Bearer(ManagedService.Token))).Is(429);
        (await managed.Tools.ReadAsync("/metrics")).Is(200);
    }

    [Fact]
    public async Task Without_a_token_there_is_no_dashboard()
    {
        using var managed = await ManagedService.StartAsync(("Management__Token", ""));
        (await managed.Tools.ReadAsync("/dashboard/", Bearer(""))).Is(404);
        (await managed.Tools.ReadAsync("/metrics")).Is(200);
    }

    [Theory]
    [InlineData("Management:Token", "a-secret-that-is-short", "Management:Token must have at least 32 characters.")]
    [InlineData("Management:Urls", "http://metrics:9464", "Management:Urls must be an address such as")]
    [InlineData("Management:Urls", "9464", "Management:Urls must be an address such as")]
    [InlineData("Management:Url", "http://127.0.0.1:9464", "Did you mean Management:Urls?")]
    [InlineData("Telemetry:TraceRatio", "1.5", "Telemetry:TraceRatio must be from 0 to 1.")]
    public void Wrong_setting_stops_start_up_and_is_named(string key, string value, string expected)
    {
        using var service = new Service();
        service.Settings[key] = value;
        var failure = Assert.ThrowsAny<Exception>(() => service.CreateClient()).ToString();
        Assert.Contains(expected, failure, StringComparison.Ordinal);
        Assert.DoesNotContain("a-secret", failure, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Address_in_use_stops_start_up_and_is_named()
    {
        using var managed = await ManagedService.StartAsync();
        var data = Directory.CreateTempSubdirectory("webapi-second-");
        try
        {
            var start = RunningService.Start("WebApi.dll", data, "--urls", $"http://127.0.0.1:{Service.FreePort()}");
            start.Environment["Management__Urls"] = managed.Tools.BaseAddress!.OriginalString;
            start.Environment["Passwords__MemoryKiB"] = "8";
            var (code, said) = await RunningService.RunAsync(start);
            Assert.Equal(2, code);
            Assert.Contains("Management:Urls: cannot listen on", said, StringComparison.Ordinal);
        }
        finally
        {
            data.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task Silo_of_its_own_has_the_listener_and_stops_cleanly()
    {
        var data = Directory.CreateTempSubdirectory("webapi-silo-");
        var url = $"http://127.0.0.1:{Service.FreePort()}";
        var start = RunningService.Start(
            "Silo.dll",
            data,
            $"--Cluster:GatewayPort={Service.FreePort()}",
            $"--Cluster:SiloPort={Service.FreePort()}"
        );
        start.Environment["Management__Urls"] = url;
        start.Environment["Passwords__MemoryKiB"] = "8";
        start.Environment["Passwords__Iterations"] = "1";
        start.RedirectStandardOutput = start.RedirectStandardError = false;
        using var silo = Process.Start(start)!;
        try
        {
            using var tools = new HttpClient { BaseAddress = new(url) };
            await UntilReadyAsync(silo, tools);
            (await tools.ReadAsync("/health/live")).Is(200);
            Assert.Contains(
                "registration_storage_batch_size_count",
                (await tools.ReadAsync("/metrics")).Is(200).Text,
                StringComparison.Ordinal
            );
            using var stop = Process.Start("kill", ["-TERM", $"{silo.Id}"]);
            await silo.WaitForExitAsync(TestContext.Current.CancellationToken);
            Assert.Equal(0, silo.ExitCode);
        }
        finally
        {
            silo.Kill();
            await silo.WaitForExitAsync(TestContext.Current.CancellationToken);
            data.Delete(recursive: true);
        }
    }

    private static async Task UntilReadyAsync(Process silo, HttpClient tools)
    {
        for (var tries = 0; ; tries++)
        {
            Assert.True(tries < 600 && !silo.HasExited, "The silo did not get ready.");
            try
            {
                if ((await tools.ReadAsync("/health/ready")).Status is HttpStatusCode.OK)
                {
                    return;
                }
            }
            catch (HttpRequestException)
            {
                // It does not listen yet.
            }

            await Task.Delay(100, TestContext.Current.CancellationToken);
        }
    }

    private static (string Name, string Value) Basic(string token) =>
        ("Authorization", $"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes($"operator:{token}"))}");

    private static (string Name, string Value) Bearer(string token) => ("Authorization", $"Bearer {token}");
}
