using System.Diagnostics;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OrleansRegistration.Faults;

namespace OrleansRegistration.Tests;

public sealed class LogTests
{
    [Theory]
    [InlineData("Development", false)]
    [InlineData("Production", true)]
    [Trait("Fault", "G10")]
    public async Task Nothing_personal_and_nothing_secret_is_in_a_log_a_span_or_a_metric_on_any_path(
        string environment,
        bool traceAll
    )
    {
        await using var service = new LoggedService(environment, traceAll);
        var visit = new LoggedVisit(service);
        await visit.VisitAsync();

        var log = string.Join('\n', service.Lines);
        Assert.Contains("Sign-up: Created", log, StringComparison.Ordinal);
        Assert.Contains("Sign-up: Refused", log, StringComparison.Ordinal);
        Assert.All(visit.Secrets, secret => Assert.DoesNotContain(secret, log, StringComparison.OrdinalIgnoreCase));

        var spans = string.Join('\n', service.Spans.Select(span => span.Text()));
        Assert.Contains("GET /api/invitations/{code}/", spans, StringComparison.Ordinal);
        Assert.Contains("IReservationGrain/ReserveAsync", spans, StringComparison.Ordinal);
        Assert.All(visit.Secrets, secret => Assert.DoesNotContain(secret, spans, StringComparison.OrdinalIgnoreCase));
        var metrics = await service.ScrapeAsync();
        Assert.Contains("registration_sign_ups_total", metrics, StringComparison.Ordinal);
        Assert.All(visit.Secrets, secret => Assert.DoesNotContain(secret, metrics, StringComparison.OrdinalIgnoreCase));
        if (traceAll)
        {
            Assert.Contains("Logs of Orleans below Information hold names", log, StringComparison.Ordinal);
            FaultTable.Now(
                "G10",
                "all levels at Trace outside Development",
                $"{service.Lines.Count} lines; none has a name, an address, a code or a token"
            );
        }
    }

    [Fact]
    [Trait("Fault", "G10")]
    public async Task Warnings_of_Orleans_show_no_grain_keys()
    {
        await using var service = new LoggedService("Production", traceAll: false);
        using var client = service.CreateClient();
        service
            .Services.GetRequiredService<ILoggerFactory>()
            .CreateLogger("Orleans.Runtime.CallbackData")
            .Log(
                LogLevel.Warning,
                default,
                "No answer to [sys.client/1]->[S127.0.0.1:1:0 email/email/leak@example.org] in time, "
                    + "nor to [x nickname/nickname/Leak Nick] FindOwnerAsync",
                new TimeoutException("[x code/code/LEAK012345]"),
                (text, _) => text
            );
        var line = Assert.Single(service.Lines, line => line.Contains("FindOwnerAsync", StringComparison.Ordinal));
        Assert.DoesNotContain("leak", line, StringComparison.OrdinalIgnoreCase);
        FaultTable.Now("G10", "a warning of Orleans that names the grain of an e-mail address", line);
    }

    [Fact]
    public async Task Json_lines_have_a_time_and_the_trace_of_the_request_but_not_its_path()
    {
        var data = Directory.CreateTempSubdirectory("webapi-json-");
        try
        {
            using var service = await RunningService.StartAsync(
                data,
                new()
                {
                    ["Logging__Console__FormatterName"] = "json",
                    ["Logging__LogLevel__OrleansRegistration"] = "Information",
                    ["Logging__LogLevel__OrleansRegistration.Users"] = "Information",
                }
            );
            var trace = ActivityTraceId.CreateRandom();
            var parent = ("traceparent", $"00-{trace}-{ActivitySpanId.CreateRandom()}-00");
            (await service.Client.RegisterAsync(Requests.NewSignUp(), parent)).Is(201);
            Assert.Equal(0, await service.StopAsync());
            var lines = service.Log.Select(line => JsonDocument.Parse(line).RootElement).ToList();
            Assert.All(lines, line => Assert.True(line.GetProperty("Timestamp").TryGetDateTimeOffset(out _)));
            var signUp = Assert.Single(lines, line => line.GetProperty("Message").GetString() == "Sign-up: Created");
            Assert.Contains($"\"TraceId\":\"{trace}\"", signUp.GetRawText(), StringComparison.Ordinal);
            Assert.DoesNotContain("RequestPath", string.Join('\n', service.Log), StringComparison.Ordinal);
        }
        finally
        {
            data.Delete(recursive: true);
        }
    }
}
