namespace OrleansRegistration.Tests;

/// <summary>The cluster on PostgreSQL with one statement for each write.</summary>
public sealed class PostgresAdoNetCluster : PostgresCluster
{
    protected override string Mode => "AdoNet";
}
