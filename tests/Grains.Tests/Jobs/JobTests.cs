using System.Text.Json;
using OrleansRegistration.InvitationCodes;
using OrleansRegistration.Jobs;
using OrleansRegistration.Storage;

namespace OrleansRegistration.Tests;

// The tens of thousands of codes would slow down every other test of the same store.
public sealed class JobsOnSqlite(SqliteCluster cluster) : JobTests(cluster), IClassFixture<SqliteCluster>;

public sealed class JobsOnPostgres(PostgresCluster cluster) : JobTests(cluster), IClassFixture<PostgresCluster>;

/// <summary>A batch of codes is made once, whatever fails and wherever the job goes on.</summary>
public abstract class JobTests : IAsyncLifetime
{
    private const int Codes = 700; // two steps

    private readonly RegistrationCluster _cluster;

    protected JobTests(RegistrationCluster cluster)
    {
        _cluster = cluster;
        cluster.Faults.Clear();
    }

    // An invariant is checked only of a store with accounts.
    public async ValueTask InitializeAsync() => await _cluster.InviterAsync();

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return default;
    }

    [Fact]
    public async Task Storage_failures_in_a_batch_repeat_nothing_and_lose_nothing()
    {
        foreach (var (type, nth) in ((string, int)[])[("code", 1), ("code", 650), ("job", 2), ("job", 3), ("jobs", 2)])
        {
            foreach (var way in StorageFailures.OfWrites)
            {
                await FailAsync(type, nth, way);
            }
        }
    }

    [Fact]
    public async Task Storage_failure_in_a_start_leaves_a_job_or_none_and_a_repeat_starts_it()
    {
        foreach (var type in (string[])["job", "jobs"])
        {
            foreach (var way in StorageFailures.OfWrites)
            {
                _cluster.Faults.Clear();
                var fault = _cluster.Faults.Fail(way, call => IsWrite(call, type), 1);
                var (id, request) = (Guid.NewGuid(), Batch(3));
                await Assert.ThrowsAsync<StorageUnavailableException>(() =>
                    _cluster.Grains.GetJob(id).StartAsync(request)
                );
                await ResumeAsync(id); // it may write that nothing was started
                if (way is StorageFailure.Late)
                {
                    await Record.ExceptionAsync(fault.LandAsync);
                }

                await DoneAsync(id, request, 3);
            }
        }
    }

    [Fact]
    public async Task Job_goes_on_in_another_cluster_when_its_silos_die()
    {
        var (id, request) = (Guid.NewGuid(), Batch(3000));
        await using (var dying = await _cluster.StartClusterAsync(1))
        {
            Assert.NotNull(await dying.Client.GetJob(id).StartAsync(request));
            await dying.KillSiloAsync(dying.Silos[0]);
        }

        await DoneAsync(id, request, 3000);
    }

    [Fact]
    public async Task Two_activations_of_a_job_make_each_code_once()
    {
        var (id, request) = (Guid.NewGuid(), Batch(1500));
        await using var other = await _cluster.StartClusterAsync(1);
        await StartAsync(id, request);
        await other.Client.GetJob(id).ResumeAsync();
        await DoneAsync(id, request, 1500);
    }

    [Fact]
    public async Task Job_that_is_cancelled_keeps_what_it_made_and_makes_no_more()
    {
        var (id, request) = (Guid.NewGuid(), Batch(10_000));
        var job = _cluster.Grains.GetJob(id);
        await StartAsync(id, request);
        Assert.Equal(JobState.Cancelled, (await job.CancelAsync(Acts.New()))!.State);
        Assert.Equal(JobState.Cancelled, (await job.StartAsync(request))!.State);
        Assert.Null(await job.StartAsync(request with { Fingerprint = "another" }));
        await UntilEndedAsync(id);
        var made = await ResultsAsync(id, 10_000);
        Assert.True(made.Count < 10_000);
        Assert.Equal(made.Count, await RowsOfAsync(id));
        await Invariants.CheckAsync(_cluster);
        Assert.Null(await _cluster.Grains.GetJob(Guid.NewGuid()).CancelAsync(Acts.New()));
        Assert.Null(await _cluster.Grains.GetJob(Guid.NewGuid()).GetAsync());
    }

    private static bool IsWrite(StorageCall call, string type) =>
        call.GrainType == type && call.Operation != StorageOperation.Read;

    private static JobRequest Batch(int count) =>
        new(
            JobKinds.CodeBatch,
            new BatchTerms("", Limit: 1, ExpiresAt: null, new("batch")).Write(),
            count,
            "fingerprint",
            Acts.New()
        );

    private async Task FailAsync(string type, int nth, StorageFailure way)
    {
        _cluster.Faults.Clear();
        var fault = _cluster.Faults.Fail(way, call => IsWrite(call, type), nth);
        var (id, request) = (Guid.NewGuid(), Batch(Codes));
        await StartAsync(id, request);
        await fault.Struck;
        await ResumeAsync(id);
        await ResumeAsync(id);
        if (way is StorageFailure.Late)
        {
            await Record.ExceptionAsync(fault.LandAsync);
        }

        await DoneAsync(id, request, Codes);
    }

    /// <summary>The list resumes what has not ended, as its worker does.</summary>
    private async Task ResumeAsync(Guid id)
    {
        _cluster.Clock.MoveOn(TimeSpan.FromMinutes(1));
        await Record.ExceptionAsync(() => _cluster.Grains.GetJobs().ResumeAsync());
        await Record.ExceptionAsync(() => _cluster.Grains.GetJob(id).GetAsync());
    }

    private async Task DoneAsync(Guid id, JobRequest request, int count)
    {
        await StartAsync(id, request);
        await UntilEndedAsync(id);
        var job = (await _cluster.Grains.GetJob(id).GetAsync())!;
        Assert.Equal((JobState.Done, count, null), (job.State, job.Done, job.Error));
        var codes = await ResultsAsync(id, count);
        Assert.Equal(count, codes.Distinct().Count());
        Assert.Equal(count, await RowsOfAsync(id));
        await Invariants.CheckAsync(_cluster);
    }

    private async Task StartAsync(Guid id, JobRequest request)
    {
        for (var tries = 0; ; tries++)
        {
            try
            {
                Assert.NotNull(await _cluster.Grains.GetJob(id).StartAsync(request));
                return;
            }
            catch (Exception e) when (Failure.IsTransient(e) && tries < 100)
            {
                // The memory of an activation was older than its row.
            }
        }
    }

    private async Task UntilEndedAsync(Guid id)
    {
        for (var tries = 0; ; tries++)
        {
            await ResumeAsync(id);
            var unfinished = (await _cluster.RowsAsync("jobs")).SelectMany(row =>
                JsonSerializer.Deserialize(row.Payload, StateJson.Default.JobsRecord)!.Unfinished.Values
            );
            if (unfinished.All(start => start.Job != id))
            {
                return;
            }

            Assert.True(tries < 1200, "The job did not end.");
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }
    }

    private async Task<List<string>> ResultsAsync(Guid id, int count)
    {
        var codes = new List<string>();
        for (var from = 0; from < count; from += 500)
        {
            codes.AddRange(await _cluster.Grains.GetJob(id).ListResultsAsync(from, 500));
        }

        return codes;
    }

    private async Task<int> RowsOfAsync(Guid id) =>
        (await _cluster.RowsAsync("code")).Count(row =>
            row.Payload.Contains($"\"batch\":\"{id:D}\"", StringComparison.Ordinal)
        );
}
