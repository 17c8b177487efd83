namespace OrleansRegistration.Tests;

public sealed class ClusterStartTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("cluster-start-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task Three_nodes_start_and_are_ready()
    {
        await using var cluster = await Cluster.StartAsync(_folder, 3, 256 << 20);
        var (exitCode, said) = await cluster.FsckAsync();
        Assert.True(exitCode == 0, said);
    }
}
