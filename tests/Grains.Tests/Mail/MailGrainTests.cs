using Microsoft.Extensions.DependencyInjection;
using OrleansRegistration.Mail;
using OrleansRegistration.Users;

namespace OrleansRegistration.Tests;

/// <summary>What the mail grain offers to the workers, and when. No worker sends a mail here.</summary>
[Collection("SQLite")]
public sealed class MailGrainTests(SqliteCluster cluster)
{
    [Fact]
    public async Task Mail_that_failed_is_offered_again_only_after_its_wait_and_stays_queued_until_it_is_done()
    {
        var id = UserId.New(TimeProvider.System);
        var shard = cluster.Grains.GetMail(id);
        Assert.Equal(0, Offers(id)); // takes out what other tests left
        await shard.EnqueueAsync(id, MailKind.Activation);
        Assert.Equal(1, Offers(id));
        for (var tries = 1; tries < RegistrationCluster.MailTries; tries++)
        {
            Assert.True(await shard.RetryAsync(id, MailKind.Activation, MailFailure.Deferred));
            await shard.WakeAsync();
            Assert.Equal(0, Offers(id));
            cluster.Clock.MoveOn(TimeSpan.FromMinutes(29)); // the wait is from half an hour to an hour
            await shard.WakeAsync();
            Assert.Equal(0, Offers(id));
            cluster.Clock.MoveOn(TimeSpan.FromMinutes(31));
            await shard.WakeAsync();
            Assert.Equal(1, Offers(id));
        }

        Assert.False(await shard.RetryAsync(id, MailKind.Activation, MailFailure.Deferred));
        await shard.WakeAsync();
        Assert.Equal(1, Offers(id));
        await shard.DoneAsync(id, MailKind.Activation);
        await shard.WakeAsync();
        Assert.Equal(0, Offers(id));
    }

    [Fact]
    public async Task Mail_that_is_asked_for_while_it_waits_is_offered_at_once_and_once()
    {
        var id = UserId.New(TimeProvider.System);
        var shard = cluster.Grains.GetMail(id);
        Assert.Equal(0, Offers(id)); // takes out what other tests left
        await shard.EnqueueAsync(id, MailKind.PasswordReset);
        await shard.EnqueueAsync(id, MailKind.PasswordReset);
        await shard.WakeAsync();
        Assert.Equal(1, Offers(id));
        Assert.True(await shard.RetryAsync(id, MailKind.PasswordReset, MailFailure.Deferred));
        await shard.EnqueueAsync(id, MailKind.PasswordReset);
        Assert.Equal(1, Offers(id));
        await shard.DoneAsync(id, MailKind.PasswordReset);
    }

    /// <summary>Takes out everything that is offered, and returns how much of it belongs to the user.</summary>
    private int Offers(UserId id)
    {
        var found = 0;
        foreach (var queue in cluster.Silo.Silos.Select(silo => silo.ServiceProvider.GetRequiredService<MailQueue>()))
        {
            while (queue.Reader.TryRead(out var job))
            {
                queue.Release(job.Key);
                found += job.User == id ? 1 : 0;
            }
        }

        return found;
    }
}
