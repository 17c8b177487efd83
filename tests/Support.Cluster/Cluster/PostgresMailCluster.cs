namespace OrleansRegistration.Tests;

/// <summary>The cluster on PostgreSQL with workers that send mails, to a folder.</summary>
public sealed class PostgresMailCluster : PostgresCluster
{
    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("registration-mails-");

    protected override bool SendsMail => true;

    protected override Dictionary<string, string?> Settings =>
        new(base.Settings) { ["DataDirectory"] = _data.FullName };

    protected override async ValueTask StopDatabaseAsync()
    {
        await base.StopDatabaseAsync();
        _data.Delete(recursive: true);
    }
}
