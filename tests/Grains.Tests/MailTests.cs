using System.Text.Json;
using OrleansRegistration.Mail;
using OrleansRegistration.Outbox;
using OrleansRegistration.Storage;
using OrleansRegistration.Users;

namespace OrleansRegistration.Tests;

/// <summary>The cluster with workers that send mails, to a folder.</summary>
public sealed class SqliteMailCluster : SqliteCluster
{
    protected override bool SendsMail => true;
}

/// <summary>The same on PostgreSQL.</summary>
public sealed class PostgresMailCluster : PostgresCluster
{
    private readonly DirectoryInfo data = Directory.CreateTempSubdirectory("registration-mails-");

    protected override bool SendsMail => true;

    protected override Dictionary<string, string?> Settings => new(base.Settings) { ["DataDirectory"] = data.FullName };

    protected override async ValueTask StopDatabaseAsync()
    {
        await base.StopDatabaseAsync();
        data.Delete(recursive: true);
    }
}

public sealed class MailOnSqlite(SqliteMailCluster cluster, ITestOutputHelper output)
    : MailTests(cluster, output),
        IClassFixture<SqliteMailCluster>;

public sealed class MailOnPostgres(PostgresMailCluster cluster, ITestOutputHelper output)
    : MailTests(cluster, output),
        IClassFixture<PostgresMailCluster>;

/// <summary>Invariant I6, and what the account's row says of its mails.</summary>
public abstract class MailTests
{
    private readonly RegistrationCluster cluster;
    private readonly ITestOutputHelper output;

    protected MailTests(RegistrationCluster cluster, ITestOutputHelper output)
    {
        (this.cluster, this.output) = (cluster, output);
        cluster.Faults.Clear();
    }

    [Fact]
    public async Task A_storage_failure_anywhere_between_sign_up_and_sent_mail_costs_no_committed_account_its_mail_and_mails_nobody_else()
    {
        var (signUp, id) = (RegistrationCluster.SignUp(), UserId.New(TimeProvider.System));
        Assert.Equal(SignUpOutcome.Created, (await cluster.RegisterAsync(signUp, id)).Outcome);
        await SettleAsync(id);
        Assert.Single(Mails(signUp));
        var points = cluster
            .Faults.Log.Where(call => IsOf(call, id))
            .GroupBy(call => (call.Operation, call.GrainType))
            .SelectMany(calls =>
                Enumerable.Range(1, calls.Count()).Select(nth => (calls.Key.Operation, calls.Key.GrainType, nth))
            )
            .ToArray();
        Assert.Equal(2, points.Count(point => point is { Operation: StorageOperation.Write, GrainType: "mail" })); // queued, done
        Assert.Equal(3, points.Count(point => point is { Operation: StorageOperation.Write, GrainType: "user" })); // commit, token, sent

        output.WriteLine("| storage call | fails | answer | account | mails |");
        output.WriteLine("|---|---|---|---|---|");
        foreach (var (operation, type, nth) in points)
        {
            foreach (var way in StorageFailures.Of(operation))
            {
                await TryAsync(operation, type, nth, way);
            }
        }
    }

    [Theory]
    [InlineData(MailKind.Activation)]
    [InlineData(MailKind.PasswordReset)]
    public async Task Row_of_the_account_says_of_each_kind_of_mail_that_it_waits_and_why_then_failed_then_after_another_request_sent(
        MailKind kind
    )
    {
        var (signUp, id) = (RegistrationCluster.SignUp(), UserId.New(TimeProvider.System));
        if (kind == MailKind.PasswordReset)
        {
            Assert.Equal(SignUpOutcome.Created, (await cluster.RegisterAsync(signUp, id)).Outcome);
            await SettleAsync(id);
        }

        var before = Mails(signUp).Length;
        using (new BlockedFolder(cluster.MailFolder))
        {
            if (kind == MailKind.PasswordReset)
            {
                await cluster.Grains.GetMail(id).EnqueueAsync(id, kind);
            }
            else
            {
                Assert.Equal(SignUpOutcome.Created, (await cluster.RegisterAsync(signUp, id)).Outcome);
            }

            await UntilAsync(async () => Told(await UserAsync(id), kind) == (MailState.Pending, MailFailure.Folder));
            for (var tries = 2; tries <= RegistrationCluster.MailTries; tries++)
            {
                Assert.Equal(tries - 1, await TriesAsync(id, kind));
                cluster.Clock.MoveOn(TimeSpan.FromHours(1)); // past the wait
                await cluster.Grains.GetMail(id).WakeAsync();
                await UntilAsync(async () => await TriesAsync(id, kind) != tries - 1);
            }

            Assert.Null(await TriesAsync(id, kind));
            Assert.Equal((MailState.Failed, MailFailure.Folder), Told(await UserAsync(id), kind));
        }

        Assert.Equal(before, Mails(signUp).Length);
        var overview = (await cluster.Grains.GetUser(id).GetAsync())!;
        Assert.Equal(kind == MailKind.Activation ? MailState.Failed : MailState.Sent, overview.Mail!.State); // of the activation mail only

        await cluster.Grains.GetMail(id).EnqueueAsync(id, kind);
        await UntilAsync(async () => Told(await UserAsync(id), kind) == (MailState.Sent, null));
        Assert.Equal(before + 1, Mails(signUp).Length);
    }

    [Fact]
    public async Task Mail_that_was_just_sent_is_not_sent_again_for_whoever_asks_however_they_race()
    {
        var (signUp, id) = (RegistrationCluster.SignUp(), UserId.New(TimeProvider.System));
        Assert.Equal(SignUpOutcome.Created, (await cluster.RegisterAsync(signUp, id)).Outcome);
        await SettleAsync(id);
        var shard = cluster.Grains.GetMail(id);
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

    private async Task TryAsync(StorageOperation operation, string type, int nth, StorageFailure way)
    {
        var (signUp, id) = (RegistrationCluster.SignUp(), UserId.New(TimeProvider.System));
        cluster.Faults.Clear();
        var fault = cluster.Faults.Fail(way, Matches, nth);
        var point = $"{operation} {nth} of {type}, {way}";
        var answer = (await cluster.RegisterAsync(signUp, id)).Outcome;
        await SettleAsync(
            id,
            fault,
            isLate: way == StorageFailure.Late,
            mayMiss: operation == StorageOperation.Read,
            point
        );

        var account = await cluster.Grains.GetUser(id).GetAsync();
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
            // A mail that was sent, but not struck off in time, is on its way once more.
            await UntilAsync(async () => Told(await UserAsync(id), MailKind.Activation).Item1 is MailState.Sent);
            var activated = await cluster.Grains.GetUser(id).ActivateAsync(MailToken.Parse(Mailbox.Token(mails[0]))!);
            Assert.True(
                activated.Outcome == MailTokenOutcome.Accepted,
                $"{point}: the mailed token is {activated.Outcome}"
            );
        }

        output.WriteLine(
            $"| {operation} {nth} of `{type}` | {way} | {answer} | {(account is null ? "none" : "there")} | {mails.Length} |"
        );

        bool Matches(StorageCall call) => call.GrainType == type && call.Operation == operation && IsOf(call, id);
    }

    /// <summary>Waits until nothing is owed to a user, as the rows have it. After a failure leases and waits pass, and what is late lands.</summary>
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
                    // A late write may have landed behind a grain's memory, so rows are read anew.
                    cluster.Clock.MoveOn(TimeSpan.FromMinutes(2));
                    await cluster.Grains.GetGrain<IManagementGrain>(0).ForceActivationCollection(TimeSpan.Zero);
                }

                await cluster.Grains.GetOutbox(id).DispatchDueAsync();
                await cluster.Grains.GetMail(id).WakeAsync();
            }
            catch (Exception e) when (e is StorageUnavailableException or OrleansException)
            {
                // An activation that a planned failure dropped.
            }

            var rows = await cluster.RowsAsync();
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
            || key == MailShards.GrainKey(MailShards.NumberOf(id))
            || key == OutboxShards.GrainKey(OutboxShards.NumberOf(id))
        );

    private static (MailState?, MailFailure?) Told(UserRecord? user, MailKind kind) =>
        (user?.MailOf(kind)?.State, user?.MailOf(kind)?.Failure);

    private async Task<UserRecord?> UserAsync(UserId id) =>
        (await cluster.RowsAsync())
            .Where(row => row.Key == id.GrainKey)
            .Select(row => JsonSerializer.Deserialize(row.Payload, StateJson.Default.UserRecord))
            .SingleOrDefault();

    /// <summary>How often a mail has failed; <c>null</c> when it does not wait.</summary>
    private async Task<int?> TriesAsync(UserId id, MailKind kind) =>
        (await cluster.RowsAsync())
            .Where(row => row.Type == "mail")
            .Select(row => JsonSerializer.Deserialize(row.Payload, StateJson.Default.MailRecord)!.Find(id, kind))
            .FirstOrDefault(mail => mail is not null)
            ?.Tries;

    private MimeKit.MimeMessage[] Mails(SignUp signUp) => Mailbox.To(cluster.MailFolder, signUp.Email.Value);

    private static async Task UntilAsync(Func<Task<bool>> isSo)
    {
        for (var tries = 0; !await isSo(); tries++)
        {
            Assert.True(tries < 2400, "It never came to be so.");
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>A file in the place of a folder.</summary>
    private sealed class BlockedFolder : IDisposable
    {
        private readonly string folder;

        public BlockedFolder(string folder)
        {
            this.folder = folder;
            if (Directory.Exists(folder))
            {
                Directory.Move(folder, $"{folder}.away");
            }

            File.WriteAllText(folder, "in the way");
        }

        public void Dispose()
        {
            File.Delete(folder);
            if (Directory.Exists($"{folder}.away"))
            {
                Directory.Move($"{folder}.away", folder);
            }
        }
    }
}
