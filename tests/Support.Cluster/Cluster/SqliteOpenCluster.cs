namespace OrleansRegistration.Tests;

/// <summary>The cluster on SQLite whose accounts are active at once.</summary>
public sealed class SqliteOpenCluster : SqliteCluster
{
    public override bool RequiresActivation => false;
}
