using System.Text.Json;

namespace OrleansRegistration.Tests;

/// <summary>The folder that <c>dotnet publish WebApi</c> makes.</summary>
public sealed class PublishTests : IDisposable
{
    private readonly DirectoryInfo _temporary = Directory.CreateTempSubdirectory("webapi-publish-");

    public void Dispose() => _temporary.Delete(recursive: true);

    [Fact]
    public async Task Published_folder_has_all_that_both_programs_need_to_start()
    {
        var project = Path.Combine(RepositoryFiles.Root, "WebApi", "WebApi.csproj");
        var (exitCode, said) = await RunningService.RunAsync(
            new(
                "dotnet",
                [
                    "msbuild",
                    project,
                    "-t:ResolveReferences;ComputeFilesToPublish",
                    "-getItem:ResolvedFileToPublish",
                    "-p:Configuration=Release",
                    "-p:BuildProjectReferences=false",
                    "-nodeReuse:false",
                ]
            )
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                Environment = { ["TMPDIR"] = _temporary.FullName }, // NuGet leaves a folder of locks
            }
        );
        Assert.True(exitCode == 0, said);
        var files = JsonDocument
            .Parse(said)
            .RootElement.GetProperty("Items")
            .GetProperty("ResolvedFileToPublish")
            .EnumerateArray()
            .ToLookup(
                file => file.GetProperty("RelativePath").GetString(),
                file => file.GetProperty("FullPath").GetString()
            );
        foreach (var program in (string[])["WebApi", "Silo"])
        {
            foreach (var ending in (string[])[".dll", ".deps.json", ".runtimeconfig.json"])
            {
                Assert.True(File.Exists(Assert.Single(files[program + ending])), program + ending);
            }
        }
    }
}
