using System.Text.Json;
using OrleansRegistration.Mail;
using OrleansRegistration.Outbox;
using OrleansRegistration.Storage;
using OrleansRegistration.Users;

namespace OrleansRegistration.Tests;

public sealed class MailOnSqlite(SqliteMailCluster cluster, ITestOutputHelper output)
    : MailDeliveryTests(cluster, output),
        IClassFixture<SqliteMailCluster>;

public sealed class MailOnPostgres(PostgresMailCluster cluster, ITestOutputHelper output)
    : MailDeliveryTests(cluster, output),
        IClassFixture<PostgresMailCluster>;

/// <summary>Checks docs/protocol.md#i6, and what the account's row says about its mails.</summary>
public abstract class MailDeliveryTests
{
    private readonly RegistrationCluster _cluster;
    private readonly ITestOutputHelper _output;

    protected MailDeliveryTests(RegistrationCluster cluster, ITestOutputHelper output)
    {
        (_cluster, _output) = (cluster, output);
        cluster.Faults.Clear();
    }

    [Fact]
    public async Task A_storage_failure_anywhere_up_to_the_sent_mail_costs_no_account_its_mail_and_mails_nobody_else()
    {
        var points = await SignUpAsync();
        for (var tries = 1; tries < 5 && points.Any(IsMailWrite); tries++)
        {
            points = await SignUpAsync(); // a busy machine queues a mail
        }

        // The first mail is sent from memory. The user's row is written by the commit and by the state "sent".
        Assert.DoesNotContain(points, IsMailWrite);
        Assert.Equal(2, points.Count(point => point is { Operation: StorageOperation.Write, GrainType: "user" }));
        await TryAllAsync(points, TryAsync);

        static bool IsMailWrite((StorageOperation Operation, string GrainType, int Nth) point) =>
            point is { Operation: StorageOperation.Write, GrainType: "mail" };

        async Task<(StorageOperation Operation, string GrainType, int Nth)[]> SignUpAsync()
        {
            _cluster.Faults.Clear();
            var (signUp, id) = (RegistrationCluster.SignUp(), UserId.New(TimeProvider.System));
            Assert.Equal(SignUpOutcome.Created, (await _cluster.RegisterAsync(signUp, id)).Outcome);
            await SettleAsync(id);
            Assert.Single(Mails(signUp));
            return PointsOf(id);
        }
    }

    [Fact]
    public async Task A_storage_failure_anywhere_loses_no_mail_that_was_queued()
    {
        var (_, id) = await SignedUpLongAgoAsync();
        await _cluster.Grains.GetMail(id).EnqueueAsync(id, MailKind.Activation);
        await SettleAsync(id);
        var points = PointsOf(id);
        // Queued, and done:
        Assert.Equal(2, points.Count(point => point is { Operation: StorageOperation.Write, GrainType: "mail" }));
        // The token, and the state "sent":
        Assert.Equal(2, points.Count(point => point is { Operation: StorageOperation.Write, GrainType: "user" }));
        await TryAllAsync(points, TryAgainAsync);
    }

    [Theory]
    [InlineData(MailKind.Activation)]
    [InlineData(MailKind.PasswordReset)]
    public async Task Row_of_the_account_says_that_a_mail_waits_and_why_then_failed_then_after_another_request_sent(
        MailKind kind
    )
    {
        var (signUp, id) = (RegistrationCluster.SignUp(), UserId.New(TimeProvider.System));
        if (kind == MailKind.PasswordReset)
        {
            Assert.Equal(SignUpOutcome.Created, (await _cluster.RegisterAsync(signUp, id)).Outcome);
            await SettleAsync(id);
        }

        var before = Mails(signUp).Length;
        using (new BlockedFolder(_cluster.MailFolder))
        {
            if (kind == MailKind.PasswordReset)
            {
                await _cluster.Grains.GetMail(id).EnqueueAsync(id, kind);
            }
            else
            {
                Assert.Equal(SignUpOutcome.Created, (await _cluster.RegisterAsync(signUp, id)).Outcome);
            }

            await UntilAsync(async () => Told(await UserAsync(id), kind) == (MailState.Pending, MailFailure.Folder));
            for (var tries = 2; tries <= RegistrationCluster.MailTries; tries++)
            {
                Assert.Equal(tries - 1, await TriesAsync(id, kind));
                _cluster.Clock.MoveOn(TimeSpan.FromHours(1)); // longer than the wait
                await _cluster.Grains.GetMail(id).WakeAsync();
                await UntilAsync(async () => await TriesAsync(id, kind) != tries - 1);
            }

            Assert.Null(await TriesAsync(id, kind));
            Assert.Equal((MailState.Failed, MailFailure.Folder), Told(await UserAsync(id), kind));
        }

        Assert.Equal(before, Mails(signUp).Length);
        var overview = (await _cluster.Grains.GetUser(id).GetAsync())!;
        // The row shows the state of the activation mail only.
        Assert.Equal(kind == MailKind.Activation ? MailState.Failed : MailState.Sent, overview.Mail!.State);

        await _cluster.Grains.GetMail(id).EnqueueAsync(id, kind);
        await UntilAsync(async () => Told(await UserAsync(id), kind) == (MailState.Sent, null));
        Assert.Equal(before + 1, Mails(signUp).Length);
    }

    [Fact]
    public async Task Mail_to_a_corrected_address_is_sent_at_once_though_that_to_the_old_one_was_sent_or_waits()
    {
        foreach (var waits in (bool[])[false, true])
        {
            var (signUp, id) = (RegistrationCluster.SignUp(), UserId.New(TimeProvider.System));
            (MailState?, MailFailure?) told = waits ? (MailState.Pending, MailFailure.Folder) : (MailState.Sent, null);
            using (var blocked = waits ? new BlockedFolder(_cluster.MailFolder) : null)
            {
                Assert.Equal(SignUpOutcome.Created, (await _cluster.RegisterAsync(signUp, id)).Outcome);
                await UntilAsync(async () => Told(await UserAsync(id), MailKind.Activation) == told);
            }

            var corrected = RegistrationCluster.SignUp();
            Assert.Equal(
                ChangeOutcome.Done,
                await _cluster.Grains.GetUser(id).CorrectEmailAsync(corrected.Email, RegistrationCluster.Password)
            );
            await UntilAsync(async () => Told(await UserAsync(id), MailKind.Activation) == (MailState.Sent, null));
            Assert.Equal((waits ? 0 : 1, 1), (Mails(signUp).Length, Mails(corrected).Length));
            await SettleAsync(id);
            Assert.Equal(
                MailTokenOutcome.Accepted,
                (
                    await _cluster
                        .Grains.GetUser(id)
                        .ActivateAsync(MailToken.Parse(Mailbox.Token(Mails(corrected)[0]))!)
                ).Outcome
            );
        }
    }

    [Fact]
    public async Task Mail_that_was_just_sent_is_not_sent_again_for_whoever_asks_however_they_race()
    {
        var (signUp, id) = (RegistrationCluster.SignUp(), UserId.New(TimeProvider.System));
        Assert.Equal(SignUpOutcome.Created, (await _cluster.RegisterAsync(signUp, id)).Outcome);
        await SettleAsync(id);
        var shard = _cluster.Grains.GetMail(id);
        foreach (var kind in Enum.GetValues<MailKind>())
        {
            await shard.EnqueueAsync(id, kind);
            await UntilAsync(async () => await TriesAsync(id, kind) is null);
            var before = Mails(signUp).Length;
            for (var round = 0; round < 20; round++)
            {
                await Task.WhenAll([
                    .. Enumerable.Range(0, 8).Select(_ => shard.EnqueueAsync(id, kind)),
                    shard.WakeAsync(),
                    shard.WakeAsync(),
                ]);
            }

            await UntilAsync(async () => await TriesAsync(id, kind) is null);
            Assert.Equal(before, Mails(signUp).Length);
        }
    }

    private (StorageOperation Operation, string GrainType, int Nth)[] PointsOf(UserId id) =>
        [
            .. _cluster
                .Faults.Log.Where(call => IsOf(call, id))
                .GroupBy(call => (call.Operation, call.GrainType))
                .SelectMany(calls =>
                    Enumerable.Range(1, calls.Count()).Select(nth => (calls.Key.Operation, calls.Key.GrainType, nth))
                ),
        ];

    private async Task TryAllAsync(
        (StorageOperation Operation, string GrainType, int Nth)[] points,
        Func<StorageOperation, string, int, StorageFailure, Task> tryAsync
    )
    {
        _output.WriteLine("| storage call | fails | answer | account | mails |");
        _output.WriteLine("|---|---|---|---|---|");
        foreach (var (operation, type, nth) in points)
        {
            foreach (var way in StorageFailures.Of(operation))
            {
                await tryAsync(operation, type, nth, way);
            }
        }
    }

    /// <summary>An account whose activation mail was sent so long ago that another one may be sent.</summary>
    private async Task<(SignUp SignUp, UserId Id)> SignedUpLongAgoAsync()
    {
        _cluster.Faults.Clear();
        var (signUp, id) = (RegistrationCluster.SignUp(), UserId.New(TimeProvider.System));
        Assert.Equal(SignUpOutcome.Created, (await _cluster.RegisterAsync(signUp, id)).Outcome);
        await SettleAsync(id);
        _cluster.Clock.MoveOn(TimeSpan.FromHours(1));
        _cluster.Faults.Clear();
        return (signUp, id);
    }

    private async Task TryAgainAsync(StorageOperation operation, string type, int nth, StorageFailure way)
    {
        var (signUp, id) = await SignedUpLongAgoAsync();
        var fault = _cluster.Faults.Fail(way, Matches, nth);
        var point = $"{operation} {nth} of {type}, {way}, asked again";
        var failure = await Record.ExceptionAsync(() =>
            _cluster.Grains.GetMail(id).EnqueueAsync(id, MailKind.Activation)
        );
        await SettleAsync(id, fault, operation, way, point);
        var mails = Mails(signUp);
        Assert.True(mails.Length > 1 || failure is not null, $"{point}: I6, the mail that was queued is not sent");
        await UntilAsync(async () => Told(await UserAsync(id), MailKind.Activation).Item1 is MailState.Sent);
        _output.WriteLine(
            $"| {operation} {nth} of `{type}` | {way} | {failure?.GetType().Name ?? "queued"} | there "
                + $"| {mails.Length} |"
        );

        bool Matches(StorageCall call) => call.GrainType == type && call.Operation == operation && IsOf(call, id);
    }

    private async Task TryAsync(StorageOperation operation, string type, int nth, StorageFailure way)
    {
        var (signUp, id) = (RegistrationCluster.SignUp(), UserId.New(TimeProvider.System));
        _cluster.Faults.Clear();
        var fault = _cluster.Faults.Fail(way, Matches, nth);
        var point = $"{operation} {nth} of {type}, {way}";
        var answer = (await _cluster.RegisterAsync(signUp, id)).Outcome;
        await SettleAsync(id, fault, operation, way, point);

        var account = await _cluster.Grains.GetUser(id).GetAsync();
        var mails = Mails(signUp);
        Assert.True(
            account is not null || answer != SignUpOutcome.Created,
            $"{point}: I4, answered 201 but there is no account"
        );
        Assert.True(
            account is null == (mails.Length == 0),
            $"{point}: I6, {mails.Length} mails, {(account is null ? "no account" : "an account")}"
        );
        if (account is not null)
        {
            // A mail that was sent but not removed from the queue is sent once more.
            await UntilAsync(async () => Told(await UserAsync(id), MailKind.Activation).Item1 is MailState.Sent);
            var activated = await _cluster.Grains.GetUser(id).ActivateAsync(MailToken.Parse(Mailbox.Token(mails[0]))!);
            Assert.True(
                activated.Outcome == MailTokenOutcome.Accepted,
                $"{point}: the mailed token is {activated.Outcome}"
            );
        }

        _output.WriteLine(
            $"| {operation} {nth} of `{type}` | {way} | {answer} "
                + $"| {(account is null ? "none" : "there")} | {mails.Length} |"
        );

        bool Matches(StorageCall call) => call.GrainType == type && call.Operation == operation && IsOf(call, id);
    }

    private Task SettleAsync(
        UserId id,
        StorageFault fault,
        StorageOperation operation,
        StorageFailure way,
        string point
    ) => SettleAsync(id, fault, way == StorageFailure.Late, mayMiss: operation == StorageOperation.Read, point);

    /// <summary>
    /// Waits until the rows owe a user no mail. After a failure leases and waits pass, and a late write lands.
    /// </summary>
    private async Task SettleAsync(
        UserId id,
        StorageFault? fault = null,
        bool isLate = false,
        bool mayMiss = true,
        string point = ""
    )
    {
        var hasLanded = !isLate;
        for (var tries = 0; ; tries++)
        {
            if (!hasLanded && fault!.Struck.IsCompleted)
            {
                hasLanded = true;
                await Record.ExceptionAsync(fault.LandAsync);
            }

            try
            {
                if (fault is not null)
                {
                    // A late write may be newer than a grain's memory, so the rows are read again.
                    _cluster.Clock.MoveOn(TimeSpan.FromMinutes(2));
                    await _cluster.Grains.GetGrain<IManagementGrain>(0).ForceActivationCollection(TimeSpan.Zero);
                }

                await _cluster.Grains.GetOutbox(id).DispatchDueAsync();
                await _cluster.Grains.GetMail(id).WakeAsync();
            }
            catch (Exception e) when (e is StorageUnavailableException or OrleansException)
            {
                // A planned failure dropped the activation.
            }

            var rows = await _cluster.RowsAsync();
            var isOwed = rows.Any(row =>
                row.Type is "outbox" or "mail" && row.Payload.Contains(id.ToString(), StringComparison.Ordinal)
            );
            if (!isOwed && (mayMiss || fault?.Struck.IsCompleted != false) && hasLanded)
            {
                return;
            }

            Assert.True(tries < 6000, $"{point}: {(isOwed ? "something stays owed" : "it was never met")}");
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }
    }

    private static bool IsOf(StorageCall call, UserId id) =>
        call.GrainId.Key.ToString() is var key
        && (
            key == id.GrainKey
            || (GrainKeys.TryParseMail(key!, out var shard, out _) && shard == MailShards.NumberOf(id))
            || key == GrainKeys.ForOutbox(OutboxShards.NumberOf(id))
        );

    private static (MailState?, MailFailure?) Told(UserRecord? user, MailKind kind) =>
        (user?.MailOf(kind)?.State, user?.MailOf(kind)?.Failure);

    private async Task<UserRecord?> UserAsync(UserId id) =>
        (await _cluster.RowsAsync())
            .Where(row => row.Key == id.GrainKey)
            .Select(row => JsonSerializer.Deserialize(row.Payload, StateJson.Default.UserRecord))
            .SingleOrDefault();

    /// <summary>How often a mail has failed, or <c>null</c> when it does not wait.</summary>
    private async Task<int?> TriesAsync(UserId id, MailKind kind)
    {
        await _cluster.Grains.GetMail(id).WakeAsync(); // makes it durable
        return (await _cluster.RowsAsync())
            .Where(row => row.Type == "mail")
            .Select(row => JsonSerializer.Deserialize(row.Payload, StateJson.Default.MailRecord)!.Find(new(id, kind)))
            .FirstOrDefault(mail => mail is not null)
            ?.Tries;
    }

    private MimeKit.MimeMessage[] Mails(SignUp signUp) => Mailbox.To(_cluster.MailFolder, signUp.Email.Value);

    private static async Task UntilAsync(Func<Task<bool>> isSo)
    {
        for (var tries = 0; !await isSo(); tries++)
        {
            Assert.True(tries < 2400, "It never came to be so.");
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>A file where a folder should be.</summary>
    private sealed class BlockedFolder : IDisposable
    {
        private readonly string _folder;

        public BlockedFolder(string folder)
        {
            _folder = folder;
            if (Directory.Exists(folder))
            {
                Directory.Move(folder, $"{folder}.away");
            }

            File.WriteAllText(folder, "in the way");
        }

        public void Dispose()
        {
            File.Delete(_folder);
            if (Directory.Exists($"{_folder}.away"))
            {
                Directory.Move($"{_folder}.away", _folder);
            }
        }
    }
}
