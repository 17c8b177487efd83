namespace OrleansRegistration.Tests;

/// <summary>The same, one statement a write.</summary>
public sealed class PostgresAdoNetCluster : PostgresCluster
{
    protected override string Mode => "AdoNet";
}
