namespace OrleansRegistration.Tests;

[CollectionDefinition("SQLite, AdoNet")]
public sealed class OnSqliteByAdoNet : ICollectionFixture<SqliteAdoNetCluster>;

[CollectionDefinition("PostgreSQL, AdoNet")]
public sealed class OnPostgresByAdoNet : ICollectionFixture<PostgresAdoNetCluster>;

[CollectionDefinition("SQLite")]
public sealed class OnSqlite : ICollectionFixture<SqliteCluster>;

[CollectionDefinition("PostgreSQL")]
public sealed class OnPostgres : ICollectionFixture<PostgresCluster>;

[CollectionDefinition("Two databases")]
public sealed class OnTwoDatabases : ICollectionFixture<SpreadCluster>;
