using System.Globalization;

namespace OrleansRegistration.Storage;

[Collection("PostgreSQL")] // one after the other, because one of these tests crashes the server
public sealed class PostgresBatchedTests(PostgresFixture postgres) : PostgresChecks(postgres, StorageMode.Batched)
{
    private BatchedGrainStorage Batched => (BatchedGrainStorage)Storage;

    [Fact]
    public Task Writes_that_wait_share_transactions() => BatchedChecks.WritesShareTransactionsAsync(Batched, Host);

    [Fact]
    public Task A_row_at_fault_does_not_harm_its_neighbours() =>
        BatchedChecks.NeighboursAreUnharmedAsync(Batched, Host, refusedKey: "code/\0");

    [Fact]
    public async Task A_connection_cut_under_a_batch_fails_its_writers_and_the_next_batch_goes_over_a_new_one()
    {
        await WriteAsync("code/held", "one", null);
        await using var holder = await Host.Database.OpenAsync(TestContext.Current.CancellationToken);
        await using var transaction = await holder.BeginTransactionAsync(TestContext.Current.CancellationToken);
        await using (var hold = holder.CreateCommand())
        {
            hold.CommandText = "select 1 from grain_state for update";
            await hold.ExecuteScalarAsync(TestContext.Current.CancellationToken);
        }

        var stuck = WriteAsync("code/held", "two", "1");
        await UntilAsync(
            "select count(*) from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()"
        );
        var waiting = WriteAsync("code/next", "one", null);
        await Host.QueryAsync(
            "select pg_terminate_backend(pid) from pg_stat_activity "
                + "where wait_event_type = 'Lock' and datname = current_database()"
        );
        await Assert.ThrowsAnyAsync<System.Data.Common.DbException>(() => stuck);
        Assert.Equal("1", (await waiting).ETag);
        await transaction.RollbackAsync(TestContext.Current.CancellationToken);
        Assert.Equal("2", (await WriteAsync("code/held", "two", "1")).ETag);
    }

    [Fact]
    public async Task Rows_are_found_by_the_primary_key_also_when_the_table_was_empty_at_first()
    {
        await ReadAsync("code/A");

        // The migration has scanned the table. PostgreSQL sends its statistics once a second.
        await Task.Delay(TimeSpan.FromSeconds(1.5), TestContext.Current.CancellationToken);
        await Host.QueryAsync("select pg_stat_reset_single_table_counters('grain_state'::regclass)::text");
        for (var i = 0; i < 3; i++)
        {
            await Task.WhenAll(
                Enumerable
                    .Range(i * 500, 500)
                    .Select(async key =>
                    {
                        var name = string.Create(CultureInfo.InvariantCulture, $"code/{key}");
                        await WriteAsync(name, "one", null);
                        await WriteAsync(name, "two", "1");
                        await ReadAsync(name);
                    })
            );
        }

        await Task.Delay(TimeSpan.FromSeconds(1.5), TestContext.Current.CancellationToken);
        await WriteAsync("code/last", "one", null);
        await ReadAsync("code/last");
        Assert.Equal(
            0L,
            await Host.QueryAsync("select seq_scan from pg_stat_user_tables where relname = 'grain_state'")
        );
        var scans = (long)
            (await Host.QueryAsync("select idx_scan from pg_stat_user_tables where relname = 'grain_state'"))!;
        var entries = (long)
            (
                await Host.QueryAsync(
                    "select idx_tup_read from pg_stat_user_indexes where indexrelname = 'grain_state_pkey'"
                )
            )!;
        Assert.True(scans > 1000);
        Assert.True(
            entries < 10_000,
            $"{entries} index entries were read for 6,000 operations: a batch read more rows than its own"
        );
    }

    private async Task UntilAsync(string count)
    {
        while (await Host.QueryAsync(count) is 0L)
        {
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
    }
}

public sealed class SqliteBatchedTests() : SqliteChecks(StorageMode.Batched)
{
    private BatchedGrainStorage Batched => (BatchedGrainStorage)Storage;

    [Fact]
    public Task Writes_that_wait_share_transactions() => BatchedChecks.WritesShareTransactionsAsync(Batched, Host);

    [Fact]
    public Task A_row_at_fault_does_not_harm_its_neighbours() =>
        BatchedChecks.NeighboursAreUnharmedAsync(Batched, Host, refusedKey: null);
}
