using OrleansRegistration.Audit;
using OrleansRegistration.Jobs;
using OrleansRegistration.Tree;
using OrleansRegistration.Users;

namespace OrleansRegistration.Tests;

/// <summary>The steps of a job on a subtree that is larger than a step, and larger than what one look gives.</summary>
[Collection("SQLite")]
public sealed class SubtreeStepTests(SqliteCluster cluster)
{
    [Fact]
    public async Task Large_subtree_is_changed_once_in_few_looks_also_when_each_step_runs_twice()
    {
        var accounts = Enumerable.Range(0, 12_500).Select(_ => UserId.New(TimeProvider.System)).ToArray();
        var work = new WorkInMemory(cluster.Grains, accounts);
        var job = new JobPlan(
            Guid.NewGuid(),
            Acts.New("abuse"),
            new SubtreeOrder(UserId.New(TimeProvider.System), SubtreeOrder.Stay).Write(),
            [],
            null,
            0,
            null
        );
        var steps = 0;
        for (var isLast = false; !isLast; steps++)
        {
            // A crash after the last change, before the step is stored.
            work.IsRepeat = true;
            await work.RunAsync(job);
            work.IsRepeat = false;
            var step = await work.RunAsync(job);
            Assert.InRange(step.Done - job.Done, 0, 1000);
            isLast = step.IsLast;
            job = job with { Position = step.Position, Done = step.Done, Total = step.Total ?? job.Total };
        }

        Assert.Equal(accounts.ToHashSet(), work.Changed);
        Assert.Equal((12_500, 12_500), (job.Done, job.Total));
        Assert.Equal(3, work.Looks);
        Assert.Equal(14, steps);
    }

    /// <summary>Changes nothing but a set in memory.</summary>
    private sealed class WorkInMemory(IGrainFactory grains, UserId[] accounts) : SubtreeWork(grains)
    {
        public HashSet<UserId> Changed { get; } = [];
        public int Looks { get; private set; }
        public bool IsRepeat { get; set; }

        public override string Kind => "test";

        protected override Task<UserId[]> BeginAsync(JobPlan job, SubtreeOrder order) => Task.FromResult<UserId[]>([]);

        protected override Task<SubtreeAccounts?> FindAsync(JobPlan job, SubtreeOrder order, int most)
        {
            Looks += IsRepeat ? 0 : 1;
            var left = accounts.Where(user => !Changed.Contains(user)).ToArray();
            return Task.FromResult<SubtreeAccounts?>(new([.. left.Take(most)], left.Length));
        }

        protected override Task<ChangeOutcome> ChangeAsync(IUserAdministration user, JobPlan job, SubtreeOrder order)
        {
            Changed.Add(GrainKeys.ParseUser(user.GetPrimaryKeyString()));
            return Task.FromResult(ChangeOutcome.Done);
        }
    }
}
