namespace OrleansRegistration.Tests;

/// <summary>The cluster on SQLite with one statement for each write.</summary>
public sealed class SqliteAdoNetCluster : SqliteCluster
{
    protected override string Mode => "AdoNet";
}
