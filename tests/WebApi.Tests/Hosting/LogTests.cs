using System.Collections.Concurrent;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.TestHost;
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
    public async Task Nothing_personal_and_nothing_secret_is_logged_on_any_path(string environment, bool traceAll)
    {
        await using var service = new LoggedService(environment, traceAll);
        var visit = new LoggedVisit(service);
        await visit.VisitAsync();

        var log = string.Join('\n', service.Lines);
        Assert.Contains("Sign-up: Created", log, StringComparison.Ordinal);
        Assert.Contains("Sign-up: Refused", log, StringComparison.Ordinal);
        Assert.All(visit.Secrets, secret => Assert.DoesNotContain(secret, log, StringComparison.OrdinalIgnoreCase));
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
}
