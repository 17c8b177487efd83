using OrleansRegistration.Jobs;
using OrleansRegistration.Storage;
using OrleansRegistration.Users;

namespace OrleansRegistration.Tree;

/// <summary>
/// Changes the accounts of a subtree, some in each step (docs/adr/0038-freezing-a-subtree.md). A step changes accounts
/// that an earlier step has found and stored, so that a crash leaves none half done. When all that were found are
/// changed, the step looks again. The job is done when a look finds nothing.
/// </summary>
internal abstract class SubtreeWork(IGrainFactory grains) : IJobWork
{
    // A look reads the whole subtree.
    private const int AccountsALook = 10_000;
    private const int AccountsAStep = 1000;
    private const int AtOnce = 250;
    private const int Tries = 3;

    // A position without accounts.
    private const string Look = "look";

    /// <inheritdoc/>
    public abstract string Kind { get; }

    /// <inheritdoc/>
    public async Task<JobStep> RunAsync(JobPlan job)
    {
        var order = SubtreeOrder.Read(job.Parameters) ?? throw new JobFailedException("The job does not name a root.");
        UserId[] known = job.Position switch
        {
            null => await BeginAsync(job, order),
            Look => [],
            var ids => [.. ids.Split(' ').Select(id => new UserId(Guid.ParseExact(id, "N")))],
        };
        var (now, later) = (known.Take(AccountsAStep).ToArray(), known.Skip(AccountsAStep).ToArray());
        foreach (var batch in now.Chunk(AtOnce))
        {
            if (job.Position is not null)
            {
                await CheckAsync(job, order);
            }

            await Task.WhenAll(batch.Select(user => ChangeAsync(user, job, order)));
        }

        await CheckAsync(job, order);
        var done = job.Done + now.Length;
        if (later.Length > 0)
        {
            return new(PositionOf(later), done, IsLast: false);
        }

        if (await FindAsync(job, order, AccountsALook) is not { } next)
        {
            return new(Look, done, IsLast: false);
        }

        if (next.Left > 0)
        {
            return new(PositionOf(next.Ids), done, IsLast: false, done + next.Left);
        }

        done += await EndAsync(job, order);
        return new(Look, done, IsLast: true, done);
    }

    private static string PositionOf(IEnumerable<UserId> users) =>
        string.Join(' ', users.Select(user => user.Value.ToString("N")));

    /// <summary>Begins the job. May be run again.</summary>
    /// <returns>The first accounts to change.</returns>
    /// <exception cref="JobFailedException">The job must not begin.</exception>
    protected abstract Task<UserId[]> BeginAsync(JobPlan job, SubtreeOrder order);

    /// <summary>Checks that no later job has taken over.</summary>
    /// <exception cref="JobFailedException">One has.</exception>
    protected virtual Task CheckAsync(JobPlan job, SubtreeOrder order) => Task.CompletedTask;

    /// <summary>Finds what is left to change.</summary>
    /// <returns><c>null</c> if that cannot be said now.</returns>
    protected abstract Task<SubtreeAccounts?> FindAsync(JobPlan job, SubtreeOrder order, int most);

    /// <summary>Changes one account.</summary>
    protected abstract Task<ChangeOutcome> ChangeAsync(IUserAdministration user, JobPlan job, SubtreeOrder order);

    /// <summary>Ends the job.</summary>
    /// <returns>How many accounts it has changed.</returns>
    protected virtual Task<int> EndAsync(JobPlan job, SubtreeOrder order) => Task.FromResult(0);

    /// <summary>The account, as operators see it.</summary>
    protected IUserAdministration Of(UserId user) => grains.GetUserAdministration(user);

    /// <summary>Whether a job has not ended.</summary>
    protected async Task<bool> IsRunningAsync(Guid job) =>
        await grains.GetJob(job).GetAsync() is { State: JobState.Running };

    /// <summary>Changes one account. One that is busy must not interrupt the job.</summary>
    /// <exception cref="StorageUnavailableException">It could not be changed.</exception>
    protected async Task ChangeAsync(UserId user, JobPlan job, SubtreeOrder order)
    {
        for (var tries = 1; ; tries++)
        {
            try
            {
                if (await ChangeAsync(Of(user), job, order) is not (ChangeOutcome.Failed or ChangeOutcome.Unknown))
                {
                    return;
                }
            }
            catch (Exception e) when (tries < Tries && Failure.IsTransient(e))
            {
                continue;
            }

            if (tries == Tries)
            {
                throw new StorageUnavailableException("An account of a subtree could not be changed.");
            }
        }
    }
}

/// <summary>Freezes a subtree, from the root down.</summary>
internal sealed class FreezeWork(IGrainFactory grains, SubtreeReader reader) : SubtreeWork(grains)
{
    /// <inheritdoc/>
    public override string Kind => JobKinds.TreeFreeze;

    /// <inheritdoc/>
    protected override async Task<UserId[]> BeginAsync(JobPlan job, SubtreeOrder order) =>
        await Of(order.Root).FindQuarantineAsync() is { UnfreezeJob: { } other } && await IsRunningAsync(other)
            ? throw new JobFailedException("The subtree is being unfrozen. Wait until that job has ended.")
            : [order.Root];

    /// <inheritdoc/>
    protected override async Task CheckAsync(JobPlan job, SubtreeOrder order)
    {
        if (
            await Of(order.Root).FindQuarantineAsync() is not { UnfreezeJob: null } quarantine
            || quarantine.Job != job.Id
        )
        {
            throw new JobFailedException("Meanwhile the subtree was unfrozen, or another job freezes it.");
        }
    }

    /// <inheritdoc/>
    protected override Task<SubtreeAccounts?> FindAsync(JobPlan job, SubtreeOrder order, int most) =>
        reader.FindUnfrozenAsync(order.Root, job.Id, most);

    /// <inheritdoc/>
    protected override Task<ChangeOutcome> ChangeAsync(IUserAdministration user, JobPlan job, SubtreeOrder order) =>
        user.FreezeAsync(new(order.Root, job.Id, order.Accounts == SubtreeOrder.Disable), job.Start);
}

/// <summary>Unfreezes a subtree, its root last.</summary>
internal sealed class UnfreezeWork(IGrainFactory grains, SubtreeReader reader) : SubtreeWork(grains)
{
    /// <inheritdoc/>
    public override string Kind => JobKinds.TreeUnfreeze;

    /// <inheritdoc/>
    protected override async Task<UserId[]> BeginAsync(JobPlan job, SubtreeOrder order) =>
        await Of(order.Root).BeginUnfreezeAsync(job.Start) is ChangeOutcome.Failed or ChangeOutcome.Unknown
            ? throw new StorageUnavailableException("The root of a subtree could not be changed.")
            : [];

    /// <inheritdoc/>
    protected override async Task<SubtreeAccounts?> FindAsync(JobPlan job, SubtreeOrder order, int most)
    {
        // A step of the job that freezes may still be under way.
        var mayGrow =
            await Of(order.Root).FindQuarantineAsync() is { } quarantine
            && quarantine.Job != job.Id
            && await IsRunningAsync(quarantine.Job);
        return await reader.FindFrozenAsync(order.Root, most) is { } found && (found.Left > 0 || !mayGrow)
            ? found
            : null;
    }

    /// <inheritdoc/>
    protected override Task<ChangeOutcome> ChangeAsync(IUserAdministration user, JobPlan job, SubtreeOrder order) =>
        user.UnfreezeAsync(order.Root, order.Accounts == SubtreeOrder.Enable, job.Start);

    /// <inheritdoc/>
    protected override async Task<int> EndAsync(JobPlan job, SubtreeOrder order)
    {
        await ChangeAsync(order.Root, job, order);
        return 1;
    }
}
