using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using OrleansRegistration.Mail;
using OrleansRegistration.Storage;
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

    [Fact]
    public async Task Mail_whose_first_try_failed_before_it_was_queued_is_queued_with_one_try_and_waits()
    {
        var id = UserId.New(TimeProvider.System);
        var shard = cluster.Grains.GetMail(id);
        await shard.PutOffAsync(id, MailKind.Activation, MailFailure.Deferred);
        var queued = (await QueuedAsync(id))!; // durable
        Assert.Equal(1, queued.Tries);
        Assert.InRange(queued.Due, cluster.Clock.GetUtcNow().AddMinutes(29), cluster.Clock.GetUtcNow().AddHours(1));

        // Neither is counted: the mail is queued, so its own tries decide.
        await shard.PutOffAsync(id, MailKind.Activation, MailFailure.Deferred);
        Assert.Equal(queued, await QueuedAsync(id));
        await shard.RequeueAsync(id, MailKind.Activation);
        queued = (await QueuedAsync(id))!;
        await shard.PutOffAsync(id, MailKind.Activation, MailFailure.Deferred);
        await shard.WakeAsync();
        Assert.Equal(queued, await QueuedAsync(id));
        await shard.RemoveAsync(id, MailKind.Activation);
        Assert.Null(await QueuedAsync(id)); // durable
        Offers(id);
    }

    [Fact]
    public async Task Mail_that_is_done_is_offered_again_only_after_a_crash_before_the_removal_was_durable()
    {
        var id = UserId.New(TimeProvider.System);
        var shard = cluster.Grains.GetMail(id);
        await shard.EnqueueAsync(id, MailKind.Activation);
        Offers(id);
        await shard.DoneAsync(id, MailKind.Activation);
        Assert.NotNull(await QueuedAsync(id)); // no write of its own
        var crash = cluster.Faults.FailBefore(call =>
            call.GrainType == GrainTypes.Mail
            && GrainKeys.TryParseMail(call.GrainId.Key.ToString()!, out var number, out _)
            && number == MailShards.NumberOf(id)
        );
        await Assert.ThrowsAsync<StorageUnavailableException>(shard.WakeAsync);
        await crash.Struck;
        await shard.WakeAsync();
        Assert.Equal(1, Offers(id));

        await shard.DoneAsync(id, MailKind.Activation);
        await shard.WakeAsync();
        Assert.Equal(0, Offers(id));
        Assert.Null(await QueuedAsync(id));
    }

    [Fact]
    public async Task What_is_done_is_durable_when_the_shard_leaves_memory()
    {
        var id = UserId.New(TimeProvider.System);
        var shard = cluster.Grains.GetMail(id);
        await shard.EnqueueAsync(id, MailKind.Activation);
        Offers(id);
        await shard.DoneAsync(id, MailKind.Activation);
        await cluster.Grains.GetGrain<IManagementGrain>(0).ForceActivationCollection(TimeSpan.Zero);
        Assert.Null(await QueuedAsync(id));
    }

    [Fact]
    public async Task Hundreds_of_mails_of_one_shard_wait_in_rows_of_few_mails_and_are_offered_after_they_were_put_off()
    {
        const int Mails = 500; // with those of other tests fewer than the queue holds
        var users = Enumerable
            .Range(0, int.MaxValue)
            .Select(_ => UserId.New(TimeProvider.System))
            .Where(id => MailShards.NumberOf(id) == 5)
            .Take(Mails)
            .ToArray();
        var shard = cluster.Grains.GetMail(users[0]);
        var others = await shard.WakeAsync(); // of other tests
        foreach (var some in users.Chunk(10))
        {
            await Task.WhenAll(some.Select(id => shard.PutOffAsync(id, MailKind.Activation, MailFailure.Deferred)));
        }

        Assert.All(
            (await cluster.RowsAsync()).Where(row => row.Type == GrainTypes.Mail),
            row => Assert.InRange(Read(row.Payload).Waiting.Count, 0, MailShard.SegmentSize + 10)
        );
        await cluster.Grains.GetGrain<IManagementGrain>(0).ForceActivationCollection(TimeSpan.Zero);
        Assert.Equal(Mails + others, await shard.WakeAsync());
        Offers(users[0]);
        cluster.Clock.MoveOn(TimeSpan.FromHours(1));
        Assert.Equal(Mails + others, await shard.WakeAsync());
        Assert.Empty(users.Except(Offered()));
        await Task.WhenAll(users.Select(id => shard.DoneAsync(id, MailKind.Activation)));
        Assert.Equal(others, await shard.WakeAsync());
        Assert.DoesNotContain((await cluster.RowsAsync()), row => users.Any(id => Has(row, id)));

        static bool Has((string Type, string Key, string Payload) row, UserId id) =>
            row.Type == GrainTypes.Mail && row.Payload.Contains(id.ToString(), StringComparison.Ordinal);
    }

    private static MailRecord Read(string payload) =>
        JsonSerializer.Deserialize(payload, StateJson.Default.MailRecord)!;

    private async Task<WaitingMail?> QueuedAsync(UserId id) =>
        (await cluster.RowsAsync())
            .Where(row => row.Type == GrainTypes.Mail)
            .Select(row => Read(row.Payload).Find(new(id, MailKind.Activation)))
            .SingleOrDefault(mail => mail is not null);

    /// <summary>Takes out everything that is offered, and returns how much of it belongs to the user.</summary>
    private int Offers(UserId id) => Offered().Count(user => user == id);

    private List<UserId> Offered()
    {
        var users = new List<UserId>();
        foreach (var queue in cluster.Silo.Silos.Select(silo => silo.ServiceProvider.GetRequiredService<MailQueue>()))
        {
            while (queue.Reader.TryRead(out var job))
            {
                queue.Release(job.Key);
                users.Add(job.User);
            }
        }

        return users;
    }
}
