namespace OrleansRegistration.Tests;

/// <summary>The cluster on SQLite with workers that send mails, to a folder.</summary>
public sealed class SqliteMailCluster : SqliteCluster
{
    protected override bool SendsMail => true;
}
