using System.Security.Cryptography;
using OrleansRegistration.Captcha;
using OrleansRegistration.Storage;

namespace OrleansRegistration.Tests;

public sealed class CaptchaOnSqliteTests(SqliteCluster cluster) : CaptchaTests(cluster), IClassFixture<SqliteCluster>;

public sealed class CaptchaOnPostgresTests(PostgresCluster cluster)
    : CaptchaTests(cluster),
        IClassFixture<PostgresCluster>;

/// <summary>A captcha answer is consumed once: over all silos, after a crash, until the answer expires.</summary>
public abstract class CaptchaTests(RegistrationCluster cluster)
{
    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    [Fact]
    public async Task Of_many_who_use_one_answer_at_once_exactly_one_wins()
    {
        var use = NewUse();
        var answers = await Task.WhenAll(
            Enumerable.Range(0, 32).Select(_ => cluster.Grains.GetCaptcha(use.Name).ConsumeAsync(use))
        );
        Assert.Single(answers, granted => granted);
    }

    [Fact]
    public async Task Of_silos_that_know_nothing_of_each_other_exactly_one_wins()
    {
        await using var other = await cluster.StartClusterAsync(1);
        for (var i = 0; i < 20; i++)
        {
            var use = NewUse();
            var answers = await Task.WhenAll(TryAsync(cluster.Grains, use), TryAsync(other.Client, use));
            Assert.True(answers.Count(granted => granted is true) <= 1, "Two silos granted one answer.");
            // A call that lost the race for the row got no answer. The same call again is refused, or is the first to
            // win.
            if (answers.Contains(null))
            {
                answers = [answers.Contains(true), await cluster.Grains.GetCaptcha(use.Name).ConsumeAsync(use)];
            }

            Assert.Single(answers, granted => granted is true);
        }
    }

    [Fact]
    public async Task A_silo_that_starts_later_refuses_what_was_used_before()
    {
        var use = NewUse();
        Assert.True(await cluster.Grains.GetCaptcha(use.Name).ConsumeAsync(use));
        await using var later = await cluster.StartClusterAsync(1);
        Assert.False(await later.Client.GetCaptcha(use.Name).ConsumeAsync(use));
    }

    [Fact]
    public async Task Only_the_holder_of_an_answer_may_send_it_again()
    {
        var use = NewUse() with { Holder = "holder" };
        var grain = cluster.Grains.GetCaptcha(use.Name);
        Assert.False(await grain.IsConsumedByAsync(use.Name, "holder"));
        Assert.True(await grain.ConsumeAsync(use));
        Assert.True(await grain.ConsumeAsync(use));
        Assert.True(await grain.IsConsumedByAsync(use.Name, "holder"));
        Assert.False(await grain.IsConsumedByAsync(use.Name, "other"));
        Assert.False(await grain.ConsumeAsync(use with { Holder = "other" }));
        Assert.False(await grain.ConsumeAsync(use with { Holder = null }));
    }

    [Fact]
    public async Task A_use_that_is_not_stored_is_not_granted()
    {
        cluster.Faults.Clear();
        var use = NewUse();
        cluster.Faults.FailBefore(call => call.GrainType == "captcha");
        await Assert.ThrowsAsync<StorageUnavailableException>(() =>
            cluster.Grains.GetCaptcha(use.Name).ConsumeAsync(use)
        );
        Assert.True(await cluster.Grains.GetCaptcha(use.Name).ConsumeAsync(use));
    }

    [Fact]
    public async Task Rows_hold_no_answers_that_have_long_expired()
    {
        var prefix = RandomNumberGenerator.GetHexString(CaptchaShards.Digits, lowercase: true);
        var grain = cluster.Grains.GetCaptcha(prefix);
        Assert.True(await grain.ConsumeAsync(new($"{prefix}-old", null, Now - Clocks.MaxSkew)));
        Assert.True(
            await grain.ConsumeAsync(new($"{prefix}-skewed", null, Now + TimeSpan.FromMinutes(2) - Clocks.MaxSkew))
        );
        Assert.True(await grain.ConsumeAsync(new($"{prefix}-new", null, Now + TimeSpan.FromMinutes(5))));
        var row = Assert.Single(
            await cluster.RowsAsync(),
            row => row.Type == "captcha" && row.Payload.Contains($"{prefix}-new", StringComparison.Ordinal)
        );
        Assert.DoesNotContain($"{prefix}-old", row.Payload, StringComparison.Ordinal);
        Assert.Contains($"{prefix}-skewed", row.Payload, StringComparison.Ordinal);
    }

    private static ConsumedAnswer NewUse() =>
        new(RandomNumberGenerator.GetHexString(32, lowercase: true), null, Now + TimeSpan.FromMinutes(5));

    private static async Task<bool?> TryAsync(IGrainFactory grains, ConsumedAnswer use)
    {
        try
        {
            return await grains.GetCaptcha(use.Name).ConsumeAsync(use);
        }
        catch (Exception e) when (e is StorageUnavailableException or OrleansException)
        {
            return null;
        }
    }
}
