using Npgsql;
using OrleansRegistration.Retries;
using OrleansRegistration.Storage;

namespace OrleansRegistration.Tests;

public sealed class RetryTests
{
    [Fact]
    public async Task A_call_that_the_cluster_failed_is_repeated_until_it_is_answered()
    {
        var failures = new Queue<Exception>([
            new SiloUnavailableException("the silo died"),
            new TimeoutException("the silo is frozen"),
            new OrleansException("the grain moves"),
        ]);
        Assert.Equal(
            7,
            await Retry.CallAsync(() =>
                failures.TryDequeue(out var failure) ? Task.FromException<int>(failure) : Task.FromResult(7)
            )
        );
        Assert.Empty(failures);
    }

    [Fact]
    public async Task A_call_that_fails_by_storage_or_a_bug_is_made_once()
    {
        foreach (
            var failure in (Exception[])
                [
                    new StorageUnavailableException("no answer"),
                    new NpgsqlException("no connection"),
                    new InvalidOperationException("a bug"),
                    new OperationCanceledException("given up"),
                ]
        )
        {
            var calls = 0;
            Assert.Same(
                failure,
                await Assert.ThrowsAnyAsync<Exception>(() =>
                    Retry.CallAsync(() =>
                    {
                        calls++;
                        return Task.FromException(failure);
                    })
                )
            );
            Assert.Equal(1, calls);
        }
    }

    [Fact]
    public async Task A_call_that_the_cluster_always_fails_ends_with_its_failure()
    {
        var calls = 0;
        await Assert.ThrowsAsync<SiloUnavailableException>(() =>
            Retry.CallAsync(() =>
            {
                calls++;
                return Task.FromException(new SiloUnavailableException("all silos are dead"));
            })
        );
        Assert.InRange(calls, 3, 100);
    }

    [Fact]
    public async Task After_the_bound_one_repeat_follows_a_time_out_and_none_another_failure()
    {
        var turns = Retry.Begin();
        Assert.True(turns.MayRepeatAfter(null));
        while (turns.MayRepeatAfter(new SiloUnavailableException("still dead")))
        {
            await turns.WaitAsync();
        }

        Assert.True(turns.MayRepeatAfter(new TimeoutException("the first")));
        Assert.False(turns.MayRepeatAfter(new TimeoutException("the second")));
        Assert.False(turns.MayRepeatAfter(null));
    }
}
