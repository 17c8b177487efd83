using System.Diagnostics;

namespace OrleansRegistration.Tests;

/// <summary>The script that README shows to its readers works.</summary>
public sealed class WalkthroughTests : IDisposable
{
    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("webapi-walk-");

    public void Dispose() => _data.Delete(recursive: true);

    [Fact]
    public async Task Whole_path_of_an_account_goes_as_the_script_says()
    {
        using var service = await RunningService.StartAsync(_data, []);
        var (exitCode, said) = await WalkAsync(service);
        Assert.True(exitCode == 0, said);
        Assert.EndsWith("All as expected.", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Script_fails_at_the_first_status_that_is_another()
    {
        using var service = await RunningService.StartAsync(
            _data,
            new() { ["Registration__RequireInvitation"] = "true" }
        );
        var (exitCode, said) = await WalkAsync(service);
        Assert.Equal(1, exitCode);
        Assert.StartsWith("400 POST /api/register/", said, StringComparison.Ordinal);
        Assert.Contains("Expected 201:", said, StringComparison.Ordinal);
    }

    private async Task<(int ExitCode, string Said)> WalkAsync(RunningService service)
    {
        var start = new ProcessStartInfo(
            "sh",
            [
                Path.Combine(AppContext.BaseDirectory, "walkthrough.sh"),
                $"{service.Client.BaseAddress}".TrimEnd('/'),
                RunningService.DataDirectory(_data),
            ]
        )
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        return await RunningProcess.RunAsync(start);
    }
}
