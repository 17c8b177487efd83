using System.Diagnostics;
using OrleansRegistration.Faults;

namespace OrleansRegistration.Tests;

/// <summary>A client that is generated from the API's description works: <c>tests/Client</c>.</summary>
public sealed class ClientTests
{
    [Fact]
    [Trait("Fault", "C9")]
    public async Task Generated_client_compiles_and_uses_every_operation()
    {
        await using var service = new Service { Settings = { ["Registration:RequireActivation"] = "false" } };
        service.UseKestrel(0);
        service.StartServer();
        using var client = service.CreateClient();
        await NpmAsync("run", "check");
        var said = await NpmAsync("start", "--", client.BaseAddress!.ToString().TrimEnd('/'));
        Assert.Contains("operations used", said, StringComparison.Ordinal);
        FaultTable.Now(
            "C9",
            "openapi-typescript, tsc --strict, redocly lint, then the client against the service",
            said.Trim().Split('\n')[^1]
        );
    }

    private static async Task<string> NpmAsync(params string[] arguments)
    {
        var folder = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "../../../../Client"));
        Assert.True(
            Directory.Exists(Path.Combine(folder, "node_modules")),
            "Run npm ci in tests/Client first, as test.sh does."
        );
        var (code, said) = await RunningProcess.RunAsync(
            new ProcessStartInfo("npm", [.. arguments, "--silent"])
            {
                WorkingDirectory = folder,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                Environment = { ["REDOCLY_TELEMETRY"] = "off", ["REDOCLY_SUPPRESS_UPDATE_NOTICE"] = "true" },
            }
        );
        Assert.True(code == 0, said);
        return said;
    }
}
