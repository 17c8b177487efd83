namespace OrleansRegistration.Tests;

/// <summary>The same, one statement a write.</summary>
public sealed class SqliteAdoNetCluster : SqliteCluster
{
    protected override string Mode => "AdoNet";
}
