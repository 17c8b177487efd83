using OrleansRegistration.Limits;

namespace OrleansRegistration.Tests;

[Collection("SQLite")]
public sealed class LimitGrainTests(SqliteCluster cluster)
{
    [Fact]
    public async Task Limit_is_exact_over_all_silos_and_leaves_no_row()
    {
        const int count = 25;
        var key = RegistrationCluster.Fresh();
        var waits = await Task.WhenAll(
            Enumerable
                .Range(0, 8 * count)
                .Select(_ => cluster.Grains.GetLimit(LimitKind.SignUp, key).TakeAsync(new(count, TimeSpan.FromDays(1))))
        );
        Assert.Equal(count, waits.Count(wait => wait == TimeSpan.Zero));
        Assert.DoesNotContain(await cluster.RowsAsync(), row => row.Type == "limit");
    }

    [Fact]
    public async Task Limit_is_remembered_while_idle_grains_leave_memory_and_other_kinds_are_counted_apart()
    {
        var key = RegistrationCluster.Fresh();
        var once = new RateLimit(1, TimeSpan.FromDays(1));
        Assert.Equal(TimeSpan.Zero, await cluster.Grains.GetLimit(LimitKind.Forgot, key).TakeAsync(once));
        await cluster.Grains.GetGrain<IManagementGrain>(0).ForceActivationCollection(TimeSpan.Zero);
        Assert.NotEqual(TimeSpan.Zero, await cluster.Grains.GetLimit(LimitKind.Forgot, key).TakeAsync(once));
        Assert.Equal(TimeSpan.Zero, await cluster.Grains.GetLimit(LimitKind.Reset, key).TakeAsync(once));
    }
}
