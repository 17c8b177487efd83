using OrleansRegistration.Storage;
using OrleansRegistration.Users;

namespace OrleansRegistration.Tests;

[Collection("SQLite")]
public sealed class FailurePointsOnSqlite(SqliteCluster cluster, ITestOutputHelper output)
    : FailurePointTests(cluster, output);

[Collection("PostgreSQL")]
public sealed class FailurePointsOnPostgres(PostgresCluster cluster, ITestOutputHelper output)
    : FailurePointTests(cluster, output);

public sealed class FailurePointsWithoutActivation(SqliteOpenCluster cluster, ITestOutputHelper output)
    : FailurePointTests(cluster, output),
        IClassFixture<SqliteOpenCluster>;

/// <summary>
/// Storage fails once, at every storage call of a sign-up in turn, in every way in which a call can fail. The calls
/// come from the log of a sign-up that went well. The test prints a table of what each failure left behind.
/// </summary>
public abstract class FailurePointTests
{
    private readonly RegistrationCluster _cluster;
    private readonly ITestOutputHelper _output;

    protected FailurePointTests(RegistrationCluster cluster, ITestOutputHelper output)
    {
        (_cluster, _output) = (cluster, output);
        cluster.Faults.Clear();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_storage_failure_anywhere_in_a_sign_up_leaves_exact_counts_and_nothing_held(bool keyed)
    {
        // On a busy machine a sign-up may have one write more.
        var points = (await PointsAsync(keyed)).Intersect(await PointsAsync(keyed)).ToList();
        Assert.Superset(
            new HashSet<string> { "username", "nickname", "email", "code", "user" },
            points.Select(p => p.Type).ToHashSet()
        );
        Assert.Equal(_cluster.RequiresActivation, points.Any(p => p.Type == "outbox")); // only a mail needs a message
        _output.WriteLine("| storage call | fails | answer | account | counted | afterwards |");
        _output.WriteLine("|---|---|---|---|---|---|");
        foreach (var (operation, type, nth) in points)
        {
            foreach (var way in StorageFailures.Of(operation))
            {
                await TryAsync(operation, type, nth, way, keyed);
            }
        }
    }

    /// <summary>Lists every storage call of a sign-up by operation, grain type, and number among its kind.</summary>
    private async Task<IReadOnlyList<(StorageOperation Operation, string Type, int Nth)>> PointsAsync(bool keyed)
    {
        var inviter = await _cluster.InviterAsync(limit: 1);
        await _cluster.SettleAsync(inviter.InvitationCode);
        _cluster.Faults.Clear();
        Assert.Equal(
            SignUpOutcome.Created,
            (
                await _cluster.RegisterAsync(
                    RegistrationCluster.SignUp(inviter.InvitationCode, fingerprint: keyed ? "key" : null)
                )
            ).Outcome
        );
        var reads = _cluster.Faults.Log.Where(c => c.Operation == StorageOperation.Read).ToArray();
        await _cluster.SettleAsync(inviter.InvitationCode);
        return StorageFailures.PointsOf(reads.Concat(_cluster.Faults.Writes));
    }

    private async Task TryAsync(StorageOperation operation, string type, int nth, StorageFailure way, bool keyed)
    {
        var inviter = await _cluster.InviterAsync(limit: 1);
        await _cluster.SettleAsync(inviter.InvitationCode);
        var signUp = RegistrationCluster.SignUp(inviter.InvitationCode, fingerprint: keyed ? "key" : null);
        var id = UserId.New(TimeProvider.System);
        _cluster.Faults.Clear();
        var fault = _cluster.Faults.Fail(way, Matches, nth);

        var point = $"{operation} {nth} of {type}, {way}{(keyed ? ", keyed" : "")}";
        var answer = (await _cluster.RegisterAsync(signUp, id)).Outcome;
        await Invariants.CheckAsync(_cluster); // holds with work in flight, too
        var later = answer;
        if (answer is SignUpOutcome.Unknown && keyed)
        {
            later = (await _cluster.RegisterAsync(signUp, id)).Outcome;
        }

        // Rows in memory are not read. Then the fault must not strike one of the checks below.
        if (operation == StorageOperation.Read && !fault.Struck.IsCompleted)
        {
            _cluster.Faults.Clear();
        }

        _cluster.Clock.MoveOn(TimeSpan.FromMinutes(2));
        if (way == StorageFailure.Late && fault.Struck.IsCompleted)
        {
            await Record.ExceptionAsync(fault.LandAsync);
        }

        await _cluster.SettleAsync(inviter.InvitationCode);
        Assert.True(fault.Struck.IsCompleted || operation == StorageOperation.Read, $"{point}: was never met");
        var account = await _cluster.Grains.GetUser(id).GetAsync();
        var counted = (await _cluster.Grains.GetCode(inviter.InvitationCode).GetCountsAsync()).Registered;
        Assert.True(counted == (account is null ? 0 : 1), $"{point}: {counted} counted");
        Assert.True(
            answer != SignUpOutcome.Created || account is not null,
            $"{point}: I4, answered 201 but there is no account"
        );
        Assert.True(
            answer is not (SignUpOutcome.Failed or SignUpOutcome.Refused) || account is null,
            $"{point}: I7, answered {answer} but there is an account"
        );
        await Invariants.CheckAsync(_cluster, inviter.InvitationCode);

        // Nothing is held without an owner: the next client gets the same names and the same last redemption. A grain
        // whose memory is older than a late write answers "failed" once, and then reads the row.
        var next = await _cluster.RegisterAsync(signUp with { Fingerprint = null });
        if (next.Outcome == SignUpOutcome.Failed && way == StorageFailure.Late)
        {
            next = await _cluster.RegisterAsync(signUp with { Fingerprint = null });
        }

        Assert.True(
            next.Outcome == (account is null ? SignUpOutcome.Created : SignUpOutcome.Refused),
            $"{point}: I5, {next.Outcome} for the next who came"
        );
        await _cluster.SettleAsync(inviter.InvitationCode);
        Assert.Equal(1, (await _cluster.Grains.GetCode(inviter.InvitationCode).GetCountsAsync()).Registered);
        await Invariants.CheckAsync(_cluster, inviter.InvitationCode);
        _output.WriteLine(
            $"| {operation} {nth} of `{type}` | {way} | {answer}{(later == answer ? "" : $", repeated: {later}")} "
                + $"| {(account is null ? "none" : "there")} | {counted} | {next.Outcome} for the next |"
        );

        bool Matches(StorageCall call) => call.GrainType == type && call.Operation == operation;
    }
}
