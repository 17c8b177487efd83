using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using OrleansRegistration.Captcha;
using OrleansRegistration.Faults;
using OrleansRegistration.Fsck;
using OrleansRegistration.InvitationCodes;
using OrleansRegistration.Invitees;
using OrleansRegistration.Jobs;
using OrleansRegistration.Keys;
using OrleansRegistration.Mail;
using OrleansRegistration.Names;
using OrleansRegistration.Outbox;
using OrleansRegistration.Reservations;
using OrleansRegistration.Sessions;
using OrleansRegistration.Users;
using OrleansRegistration.Webhooks;

namespace OrleansRegistration.Storage;

public sealed class FsckOnSqlite : FsckChecks
{
    private readonly SqliteDatabase _database = new();

    public override async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await base.DisposeAsync();
        _database.Dispose();
    }

    private protected override Task<IDictionary<string, string?>> CreateDatabaseAsync() =>
        Task.FromResult<IDictionary<string, string?>>(
            new Dictionary<string, string?> { ["DataDirectory"] = _database.DataDirectory }
        );
}

[Collection("PostgreSQL")]
public sealed class FsckOnPostgres(PostgresFixture postgres) : FsckChecks
{
    private PostgresDatabase? _database;

    public override async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await base.DisposeAsync();
        if (_database is not null)
        {
            await _database.DisposeAsync();
        }
    }

    private protected override async Task<IDictionary<string, string?>> CreateDatabaseAsync()
    {
        _database = await PostgresDatabase.CreateAsync(postgres.Server);
        return new Dictionary<string, string?> { ["ConnectionStrings:Registration"] = _database.ConnectionString };
    }
}

/// <summary><c>fsck</c> reports each breach that a test plants, with its rows, and reports nothing else.</summary>
public abstract partial class FsckChecks : IAsyncLifetime
{
    private const int Accounts = 20;

    /// <summary>The members of a claim, without the braces.</summary>
    private const string Claim = """
        "owner":"0198c0de-0000-7000-8000-000000000001",
        "attempt":"11111111-1111-4111-8111-111111111111",
        "lease_end":"2026-01-02T03:04:05+00:00"
        """;

    private static readonly DateTimeOffset Past = DateTimeOffset.UnixEpoch;
    private static readonly DateTimeOffset JustPassed = TimeProvider.System.GetUtcNow().AddMinutes(-50);
    private static readonly DateTimeOffset LongPassed = TimeProvider.System.GetUtcNow().AddMinutes(-70);
    private static readonly DateTimeOffset InLease = TimeProvider.System.GetUtcNow().AddMinutes(59);
    private static readonly DateTimeOffset TooLate = TimeProvider.System.GetUtcNow().AddHours(2);
    private static readonly DateTimeOffset Now = TimeProvider.System.GetUtcNow();
    private static readonly SessionRecord Closed = new() { SignUpSessionEnded = true, Closed = true };

    // A key ring in the middle of a rotation, with the shortest overlap.
    private static readonly KeyRingRecord Ring = new()
    {
        MasterCheck = "check",
        Keys =
        [
            new(
                "first",
                KeyPurpose.Signing,
                Now.AddDays(-30),
                Now.AddDays(-30),
                Now.AddHours(2).AddMinutes(11),
                "CfDJ8first"
            ),
            new("next", KeyPurpose.Signing, Now, Now.AddHours(2), null, "CfDJ8next"),
            new("derivation", KeyPurpose.Derivation, Now.AddDays(-30), Now.AddDays(-30), null, "CfDJ8derivation"),
        ],
        Elements =
        [
            new(
                "key-1",
                "<key><descriptor><encryptedSecret><aesGcm>AAAA</aesGcm></encryptedSecret></descriptor></key>"
            ),
        ],
    };

    private static readonly Dictionary<string, KeyRingRecord> Broken = new()
    {
        ["plain key"] = With(0, key => key with { Secret = "-----BEGIN PRIVATE KEY-----" }),
        ["plain element"] = Ring with
        {
            Elements = [new("key-1", "<key><descriptor><masterKey><value>AAAA</value></masterKey></descriptor></key>")],
        },
        ["no check"] = Ring with { MasterCheck = null },
        ["no key"] = Ring with { Keys = Ring.Keys.Add(null!) },
        ["no secret"] = With(0, key => key with { Secret = null! }),
        ["no element"] = Ring with { Elements = Ring.Elements.Add(null!) },
        ["no content"] = Ring with { Elements = [new("key-1", null!)] },
        ["one id"] = With(1, key => key with { Id = "first" }),
        ["no derivation"] = Ring with { Keys = Ring.Keys.RemoveAt(2) },
        ["two derivations"] = Ring with { Keys = Ring.Keys.Add(Ring.Keys[2] with { Id = "other" }) },
        ["none signs yet"] = Ring with { Keys = Ring.Keys.RemoveAt(0) },
        ["none goes on"] = With(1, key => key with { RetireAt = Now.AddDays(60) }),
        ["two go on"] = With(0, key => key with { RetireAt = null }),
        ["the first goes on"] = Ring with
        {
            Keys =
            [
                Ring.Keys[0] with
                {
                    RetireAt = null,
                },
                Ring.Keys[1] with
                {
                    RetireAt = Now.AddDays(60),
                },
                Ring.Keys[2],
            ],
        },
        ["signs before it is made"] = With(1, key => key with { MadeAt = Now.AddHours(3) }),
        ["short overlap"] = With(0, key => key with { RetireAt = Now.AddHours(2).AddMinutes(10) }),
        ["active at once"] = With(
            1,
            key => key with { MadeAt = Now.AddDays(-30), ActiveFrom = Ring.Keys[0].ActiveFrom }
        ),
    };

    private SeededStore _store = null!;

    public async ValueTask InitializeAsync() =>
        _store = await SeededStore.CreateAsync(await CreateDatabaseAsync(), Accounts);

    public virtual ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        _store?.Dispose();
        return default;
    }

    private protected abstract Task<IDictionary<string, string?>> CreateDatabaseAsync();

    [Fact]
    public async Task A_store_without_a_breach_is_summed_up_with_exit_code_0() =>
        await IsSoundAsync(
            "20 accounts (0 ended), 20 codes, 0 pending redemptions, 0 claims past their lease, 0 breaches"
        );

    [Theory]
    [InlineData(NameKind.Username)]
    [InlineData(NameKind.Nickname)]
    [InlineData(NameKind.Email)]
    public async Task I1_a_live_accounts_name_without_a_claim(NameKind kind)
    {
        var (id, _) = await _store.UserAsync(3);
        var key = SeededStore.NameKey(kind, 3);
        await _store.DeleteAsync(key);
        await ReportsAsync((Invariant.I1, [key, id.GrainKey]));
    }

    [Theory]
    [InlineData(NameKind.Username)]
    [InlineData(NameKind.Nickname)]
    [InlineData(NameKind.Email)]
    public async Task I1_a_live_accounts_name_claimed_by_another_user(NameKind kind)
    {
        var (id, _) = await _store.UserAsync(3);
        var other = UserId.New(TimeProvider.System);
        var key = SeededStore.NameKey(kind, 3);
        await _store.ChangeAsync(key, StateJson.Default.Reservation, claim => claim with { Owner = other });
        await ReportsAsync((Invariant.I1, [key, id.GrainKey, other.GrainKey]));
    }

    [Theory]
    [InlineData(NameKind.Username)]
    [InlineData(NameKind.Nickname)]
    [InlineData(NameKind.Email)]
    public async Task I1_two_live_accounts_with_one_name(NameKind kind)
    {
        var ((first, names), (second, _)) = (await _store.UserAsync(3), await _store.UserAsync(5));
        await _store.ChangeAsync(
            second.GrainKey,
            StateJson.Default.UserRecord,
            user =>
                kind switch
                {
                    NameKind.Username => user with { UsernameKey = names.UsernameKey },
                    NameKind.Nickname => user with { NicknameKey = names.NicknameKey },
                    _ => user with { EmailKey = names.EmailKey },
                }
        );
        await ReportsAsync((Invariant.I1, [SeededStore.NameKey(kind, 3), first.GrainKey, second.GrainKey]));
    }

    [Theory]
    [InlineData(1, 0)]
    [InlineData(-1, 0)]
    [InlineData(0, 1)]
    public async Task I2_a_count_that_is_not_its_accounts(int registered, int activated)
    {
        var code = await _store.CodeKeyAsync(1);
        await _store.ChangeAsync(
            code,
            StateJson.Default.InvitationCodeRecord,
            record =>
                record with
                {
                    Registered = record.Registered + registered,
                    Activated = record.Activated + activated,
                }
        );
        await ReportsAsync((Invariant.I2, [code]));
    }

    [Fact]
    public async Task I2_an_activated_account_that_is_not_counted()
    {
        var (id, record) = await _store.UserAsync(2);
        await _store.PutAsync(
            id.GrainKey,
            record with
            {
                ActivationAttempt = Guid.NewGuid(),
            },
            StateJson.Default.UserRecord
        );
        await ReportsAsync((Invariant.I2, [record.InviterCode!.GrainKey]));
    }

    [Fact]
    public async Task I2_a_use_pending_under_an_attempt_that_did_not_commit_it()
    {
        var code = await _store.CodeKeyAsync(1);
        var (id, _) = await _store.UserAsync(2);
        await PendAsync(code, id, Guid.NewGuid(), RedemptionKind.Registered, InLease, registered: -1);
        await ReportsAsync((Invariant.I2, [code]));
    }

    [Fact]
    public async Task I2_an_accounts_code_without_a_row()
    {
        // Nobody has used the code of this account.
        var (id, record) = await _store.UserAsync(Accounts);
        await _store.DeleteAsync(record.Codes[0].GrainKey);
        await ReportsAsync((Invariant.I2, [record.Codes[0].GrainKey, id.GrainKey]));
    }

    [Fact]
    public async Task I2_an_accounts_code_that_names_another_owner()
    {
        var ((id, record), (other, _)) = (await _store.UserAsync(4), await _store.UserAsync(5));
        await _store.ChangeAsync(
            record.Codes[0].GrainKey,
            StateJson.Default.InvitationCodeRecord,
            code => code with { Owner = other }
        );
        await ReportsAsync((Invariant.I2, [record.Codes[0].GrainKey, id.GrainKey, other.GrainKey]));
    }

    [Fact]
    public async Task I2_one_code_of_two_accounts()
    {
        var ((id, record), (other, _)) = (await _store.UserAsync(4), await _store.UserAsync(5));
        await _store.ChangeAsync(
            other.GrainKey,
            StateJson.Default.UserRecord,
            user => user with { Codes = [record.Codes[0], .. user.Codes] }
        );
        await _store.ChangeAsync(
            record.Codes[0].GrainKey,
            StateJson.Default.InvitationCodeRecord,
            code => code.Retire()
        );
        await ReportsAsync((Invariant.I2, [record.Codes[0].GrainKey, id.GrainKey, other.GrainKey]));
    }

    [Fact]
    public async Task I2_an_account_without_a_code()
    {
        var (id, _) = await _store.UserAsync(Accounts);
        await _store.ChangeAsync(id.GrainKey, StateJson.Default.UserRecord, user => user with { Codes = [] });
        await ReportsAsync((Invariant.I2, [id.GrainKey]));
    }

    [Fact]
    public async Task I2_an_account_made_with_a_code_that_nobody_has()
    {
        var (id, record) = await _store.UserAsync(2);
        var nobodys = InvitationCode.Generate();
        await _store.PutAsync(id.GrainKey, record with { InviterCode = nobodys }, StateJson.Default.UserRecord);
        // This code counts and lists the account.
        var before = record.InviterCode!.GrainKey;
        await ReportsAsync(
            (Invariant.I2, [nobodys.GrainKey]),
            (Invariant.I2, [nobodys.GrainKey]),
            (Invariant.I2, [before]),
            (Invariant.I2, [before, id.GrainKey])
        );
    }

    [Fact]
    public async Task I3_a_code_above_its_limit_unless_limits_were_lowered()
    {
        var code = await _store.CodeKeyAsync(1);
        await _store.ChangeAsync(
            code,
            StateJson.Default.InvitationCodeRecord,
            record => record with { Limit = record.Registered }
        );
        Assert.Equal(0, (await _store.RunAsync("fsck")).Code);
        await PendAsync(code, UserId.New(TimeProvider.System), Guid.NewGuid(), RedemptionKind.Registered, InLease);
        await ReportsAsync((Invariant.I3, [code]));

        var (exit, lines, _) = await _store.RunAsync("fsck", "--limits-were-lowered");
        Assert.Equal(
            (
                0,
                "20 accounts (0 ended), 20 codes, 1 pending redemptions, 0 claims past their lease, "
                    + "1 codes above a lowered limit, 0 breaches"
            ),
            (exit, Assert.Single(lines))
        );
    }

    [Fact]
    public async Task I3_a_limit_that_was_lowered_is_a_breach_only_above_what_was_used_then()
    {
        var code = await _store.CodeKeyAsync(1);
        await _store.ChangeAsync(
            code,
            StateJson.Default.InvitationCodeRecord,
            record => record with { Limit = 0, UsedWhenLowered = record.Registered + 1 }
        );
        await PendAsync(code, UserId.New(TimeProvider.System), Guid.NewGuid(), RedemptionKind.Registered, InLease);
        Assert.Equal(0, (await _store.RunAsync("fsck")).Code);
        await PendAsync(code, UserId.New(TimeProvider.System), Guid.NewGuid(), RedemptionKind.Registered, InLease);
        await ReportsAsync((Invariant.I3, [code]));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task I3_a_quota_that_the_current_code_does_not_follow_unless_a_clean_up_waits(bool waits)
    {
        var (id, record) = await _store.UserAsync(1);
        var (code, attempt) = (record.Codes[0].GrainKey, Guid.NewGuid());
        await _store.PutAsync(
            id.GrainKey,
            record with
            {
                UseQuota = 100,
                TermsNumber = 1,
                CleanUpAttempt = attempt,
            },
            StateJson.Default.UserRecord
        );
        await FollowAsync(code, new(1, Frozen: false, Limit: 101));
        if (waits)
        {
            await _store.PutAsync(
                GrainKeys.ForOutbox(OutboxShards.NumberOf(id)),
                new()
                {
                    Messages = ImmutableDictionary<Guid, PendingMessage>.Empty.Add(
                        attempt,
                        new(id, RedemptionKind.Registered, null, InLease, OutboxEffect.CleanUp)
                    ),
                },
                StateJson.Default.OutboxRecord
            );
            Assert.Equal(0, (await _store.RunAsync("fsck")).Code);
            return;
        }

        await ReportsAsync((Invariant.I3, [code, id.GrainKey]));
        await FollowAsync(code, new(1, Frozen: false, Limit: 100));
        Assert.Equal(0, (await _store.RunAsync("fsck")).Code);
        await FollowAsync(code, new(1, Frozen: true, Limit: 100));
        await ReportsAsync((Invariant.CleanUp, [code, id.GrainKey]));
    }

    [Fact]
    public async Task CleanUp_a_code_of_a_frozen_account_that_is_not_frozen()
    {
        var (id, record) = await _store.UserAsync(1);
        var (own, issued) = (record.Codes[0].GrainKey, InvitationCode.Generate());
        await _store.PutAsync(
            id.GrainKey,
            record with
            {
                Frozen = true,
                TermsNumber = 1,
                IssuedCodes = [issued],
            },
            StateJson.Default.UserRecord
        );
        await _store.PutAsync(issued.GrainKey, Issued(id), StateJson.Default.InvitationCodeRecord);
        await ReportsAsync(
            (Invariant.CleanUp, [own, id.GrainKey]),
            (Invariant.CleanUp, [issued.GrainKey, id.GrainKey])
        );
        await FollowAsync(own, new(1, Frozen: true, Limit: null));
        await FollowAsync(issued.GrainKey, new(1, Frozen: true, Limit: null));
        Assert.Equal(0, (await _store.RunAsync("fsck")).Code);
    }

    [Fact]
    public async Task I2_a_house_code_that_no_operator_issued_or_that_an_account_lists()
    {
        var (id, record) = await _store.UserAsync(1);
        var (sound, nobodys, listed) = (
            InvitationCode.Generate(),
            InvitationCode.Generate(),
            InvitationCode.Generate()
        );
        await _store.PutAsync(sound.GrainKey, Issued(default), StateJson.Default.InvitationCodeRecord);
        Assert.Equal(0, (await _store.RunAsync("fsck")).Code);
        await _store.PutAsync(
            nobodys.GrainKey,
            Issued(default) with
            {
                Issued = null,
            },
            StateJson.Default.InvitationCodeRecord
        );
        await _store.PutAsync(listed.GrainKey, Issued(default), StateJson.Default.InvitationCodeRecord);
        await _store.PutAsync(id.GrainKey, record with { IssuedCodes = [listed] }, StateJson.Default.UserRecord);
        await ReportsAsync((Invariant.I2, [nobodys.GrainKey]), (Invariant.I2, [listed.GrainKey, id.GrainKey]));
    }

    [Fact]
    public async Task Job_that_nothing_resumes_or_that_is_done_too_early()
    {
        var (running, done) = (Guid.NewGuid(), Guid.NewGuid());
        var job = new JobRecord
        {
            Kind = JobKinds.CodeBatch,
            Total = 10,
            Done = 9,
            StartedAt = Now,
        };
        await _store.PutAsync(GrainKeys.ForJob(running), job, StateJson.Default.JobRecord);
        await _store.PutAsync(GrainKeys.ForJob(done), job with { State = JobState.Done }, StateJson.Default.JobRecord);
        await _store.PutAsync(GrainKeys.ForReceipt(done), new("", Now), StateJson.Default.ReceiptRecord);
        await ReportsAsync(
            (Invariant.Job, [GrainKeys.ForJob(running)]),
            (Invariant.Job, [GrainKeys.ForJob(done)]),
            (Invariant.Readable, [GrainKeys.ForReceipt(done)])
        );
        await _store.PutAsync(
            GrainKeys.Jobs,
            new JobsRecord().Add(running, Guid.NewGuid(), Now),
            StateJson.Default.JobsRecord
        );
        await ReportsAsync(
            (Invariant.Job, [GrainKeys.ForJob(done)]),
            (Invariant.Readable, [GrainKeys.ForReceipt(done)])
        );
    }

    [Fact]
    public async Task I5_a_lease_that_no_setting_gives()
    {
        var (id, record) = await _store.UserAsync(4);
        var nobody = UserId.New(TimeProvider.System);
        const string name = "email/nobody@example.org";
        await _store.PutAsync(name, new(nobody, Guid.NewGuid(), TooLate), StateJson.Default.Reservation);
        var issued = InvitationCode.Generate().GrainKey;
        await _store.PutAsync(
            issued,
            new()
            {
                Owner = nobody,
                Attempt = Guid.NewGuid(),
                LeaseEnd = TooLate,
            },
            StateJson.Default.InvitationCodeRecord
        );
        var used = await _store.CodeKeyAsync(5);
        await PendAsync(used, id, Guid.NewGuid(), RedemptionKind.Registered, TooLate);
        await _store.PutAsync(
            "outbox/7",
            Shard(id, Guid.NewGuid(), record.Codes[0], TooLate),
            StateJson.Default.OutboxRecord
        );
        await ReportsAsync(
            (Invariant.I5, [name]),
            (Invariant.I5, [issued]),
            (Invariant.I5, [used]),
            (Invariant.I5, ["outbox/7"])
        );
    }

    [Fact]
    public async Task A_lease_of_a_claim_that_its_owner_holds_may_end_whenever_a_wrong_clock_said()
    {
        var (_, record) = await _store.UserAsync(4);
        await _store.ChangeAsync(
            SeededStore.NameKey(NameKind.Email, 4),
            StateJson.Default.Reservation,
            claim => claim with { LeaseEnd = TooLate }
        );
        await _store.ChangeAsync(
            record.Codes[0].GrainKey,
            StateJson.Default.InvitationCodeRecord,
            code => code with { LeaseEnd = TooLate }
        );
        await IsSoundAsync(
            "20 accounts (0 ended), 20 codes, 0 pending redemptions, 0 claims past their lease, 0 breaches"
        );
    }

    [Theory]
    [InlineData("username/unread", "[]")]
    [InlineData("nickname/unread", "{}")]
    [InlineData("email/unread@example.org", """{"owner":7}""")]
    [InlineData("code/UNREAD", "{}")]
    [InlineData("code/UNREAD", "{" + Claim + ""","pending":{"x":1}}""")]
    [InlineData("user/0198c0de-0000-7000-8000-000000000001", """{"status":"Asleep"}""")]
    [InlineData("user/0198c0de-0000-7000-8000-000000000001", """{"inviter_code":"no-code"}""")]
    [InlineData("user/0198c0de-0000-7000-8000-000000000001", """{"inviter_code":7}""")]
    [InlineData("outbox/7", "null")]
    [InlineData("mail/7", "[]")]
    [InlineData("mail/32", "{}")]
    [InlineData("mail/32/1", "{}")]
    [InlineData("mail/3/0", "{}")]
    [InlineData("mail/3/01", "{}")]
    [InlineData("mail/3/-1", "{}")]
    [InlineData("mail/3/1/1", "{}")]
    [InlineData("mail/3/", "{}")]
    [InlineData("session/0198c0de-0000-7000-8000-000000000001", "[]")]
    [InlineData("session/0198C0DE-0000-7000-8000-000000000001", "{}")]
    [InlineData("keyring/service", """{"keys":[{"use":"Forging"}]}""")]
    [InlineData("captcha/abc", "[]")]
    [InlineData("captcha/ABC", "{}")]
    [InlineData("captcha/abcd", "{}")]
    [InlineData("user/somebody", "{}")]
    [InlineData("user/0198C0DE-0000-7000-8000-000000000001", "{}")]
    [InlineData("code/unread", "{" + Claim + "}")]
    [InlineData("nickname/unread", "{" + Claim + "}", "username")]
    public async Task A_row_that_cannot_be_read_is_named(string key, string payload, string? type = null)
    {
        await _store.PutAsync(key, payload, type);
        await ReportsAsync((Invariant.Readable, [key]));
    }

    [Fact]
    public async Task Keys_are_shown_so_that_they_cannot_move_the_cursor()
    {
        await _store.PutAsync("username/\u001b[2J张三\"", "[]");
        var (_, lines, _) = await _store.RunAsync("fsck");
        Assert.Equal(
            """Readable: the payload cannot be read: username "username/\u001B[2J张三\"" """.TrimEnd(),
            lines[0]
        );
    }

    [Fact]
    public async Task Redemptions_that_will_be_counted_are_not_a_breach()
    {
        var code = await _store.CodeKeyAsync(1);
        var (id, record) = await _store.UserAsync(2);
        var activated = Guid.NewGuid();
        await _store.PutAsync(id.GrainKey, record with { ActivationAttempt = activated }, StateJson.Default.UserRecord);
        await PendAsync(code, id, record.SignUpAttempt, RedemptionKind.Registered, Past, registered: -1);
        await PendAsync(code, id, activated, RedemptionKind.Activated, InLease);
        await _store.PutAsync(
            "outbox/7",
            Shard(id, record.SignUpAttempt, record.InviterCode!, Past),
            StateJson.Default.OutboxRecord
        );
        await IsSoundAsync(
            "20 accounts (0 ended), 20 codes, 2 pending redemptions, 0 claims past their lease, 0 breaches"
        );
    }

    [Fact]
    public async Task A_redemption_that_will_add_to_both_counts_is_not_a_breach_unless_it_is_counted_already()
    {
        var code = await _store.CodeKeyAsync(1);
        var (id, record) = await _store.UserAsync(2);
        await _store.PutAsync(
            id.GrainKey,
            record with
            {
                ActivationAttempt = record.SignUpAttempt,
                ActiveAtOnce = true,
            },
            StateJson.Default.UserRecord
        );
        await PendAsync(code, id, record.SignUpAttempt, RedemptionKind.RegisteredActive, Past, registered: -1);
        await IsSoundAsync(
            "20 accounts (0 ended), 20 codes, 1 pending redemptions, 0 claims past their lease, 0 breaches"
        );
        await _store.ChangeAsync(
            code,
            StateJson.Default.InvitationCodeRecord,
            stored => stored with { Activated = stored.Activated + 1 }
        );
        await ReportsAsync((Invariant.I2, [code]));
    }

    [Fact]
    public async Task Claims_past_their_lease_that_nobody_holds_are_counted_and_no_breach()
    {
        var (id, record) = await _store.UserAsync(4);
        var nobody = UserId.New(TimeProvider.System);
        await _store.PutAsync(
            "username/stale1",
            new(nobody, Guid.NewGuid(), JustPassed),
            StateJson.Default.Reservation
        );
        await _store.PutAsync("nickname/formerly", new(id, Guid.NewGuid(), JustPassed), StateJson.Default.Reservation);
        await _store.PutAsync("email/in-lease", new(nobody, Guid.NewGuid(), InLease), StateJson.Default.Reservation);
        await _store.PutAsync("code/STALE", Unused(JustPassed), StateJson.Default.InvitationCodeRecord);
        await _store.PutAsync("code/INLEASE", Unused(InLease), StateJson.Default.InvitationCodeRecord);
        await PendAsync(record.Codes[0].GrainKey, nobody, Guid.NewGuid(), RedemptionKind.Registered, Past);
        await PendAsync(record.Codes[0].GrainKey, id, Guid.NewGuid(), RedemptionKind.Registered, InLease);
        await _store.PutAsync(
            "outbox/7",
            Shard(nobody, Guid.NewGuid(), record.Codes[0], Past),
            StateJson.Default.OutboxRecord
        );
        await _store.PutAsync(nobody.GrainKey, UserRecord.Tombstone, StateJson.Default.UserRecord);
        await IsSoundAsync(
            "20 accounts (0 ended), 22 codes, 2 pending redemptions, 5 claims past their lease, "
                + "1 tombstones, 0 breaches"
        );

        InvitationCodeRecord Unused(DateTimeOffset leaseEnd) =>
            new()
            {
                Owner = nobody,
                Attempt = Guid.NewGuid(),
                LeaseEnd = leaseEnd,
            };
    }

    [Fact, Trait("Fault", "E3")]
    public async Task Claims_of_names_and_codes_that_nobody_holds_are_a_breach_an_hour_after_their_lease()
    {
        var (id, _) = await _store.UserAsync(4);
        var nobody = UserId.New(TimeProvider.System);
        await _store.PutAsync(
            "email/abandoned@example.org",
            new(nobody, Guid.NewGuid(), LongPassed),
            StateJson.Default.Reservation
        );
        await _store.PutAsync("nickname/formerly", new(id, Guid.NewGuid(), LongPassed), StateJson.Default.Reservation);
        await _store.PutAsync(
            "code/ABANDNED",
            new()
            {
                Owner = nobody,
                Attempt = Guid.NewGuid(),
                LeaseEnd = LongPassed,
            },
            StateJson.Default.InvitationCodeRecord
        );
        await ReportsAsync(
            (Invariant.Abandoned, ["email/abandoned@example.org", nobody.GrainKey]),
            (Invariant.Abandoned, ["nickname/formerly", id.GrainKey]),
            (Invariant.Abandoned, ["code/ABANDNED", nobody.GrainKey])
        );
        FaultTable.Now("E3", "three claims that nobody holds, 70 minutes after their lease", "fsck reports 3 breaches");
    }

    [Fact]
    public async Task An_ended_account_keeps_its_counts_and_codes_and_frees_its_names()
    {
        var ((id, names), (heir, _)) = (await _store.UserAsync(4), await _store.UserAsync(5));
        await _store.ChangeAsync(
            id.GrainKey,
            StateJson.Default.UserRecord,
            user => user with { Status = UserStatus.Ended }
        );
        await IsSoundAsync(
            "19 accounts (1 ended), 20 codes, 0 pending redemptions, 3 claims past their lease, 0 breaches"
        );

        await _store.ChangeAsync(
            heir.GrainKey,
            StateJson.Default.UserRecord,
            user => user with { NicknameKey = names.NicknameKey }
        );
        await _store.ChangeAsync(
            SeededStore.NameKey(NameKind.Nickname, 4),
            StateJson.Default.Reservation,
            claim => claim with { Owner = heir }
        );
        await IsSoundAsync(
            "19 accounts (1 ended), 20 codes, 0 pending redemptions, 3 claims past their lease, 0 breaches"
        );
    }

    [Fact]
    public async Task An_account_that_its_owner_ended_is_sound_while_it_is_erased_and_afterwards()
    {
        var (id, record) = await _store.UserAsync(4);
        var change = Guid.NewGuid();
        var shard = new OutboxRecord
        {
            Messages = ImmutableDictionary<Guid, PendingMessage>.Empty.Add(
                change,
                new(id, RedemptionKind.Registered, null, Past, OutboxEffect.CleanUp)
            ),
        };
        await _store.PutAsync("outbox/7", shard, StateJson.Default.OutboxRecord);
        await _store.PutAsync(id.GrainKey, record.End(change, Past), StateJson.Default.UserRecord);
        await IsSoundAsync(
            "19 accounts (1 ended), 20 codes, 0 pending redemptions, 3 claims past their lease, 0 breaches"
        );

        await _store.ChangeAsync(
            record.Codes[0].GrainKey,
            StateJson.Default.InvitationCodeRecord,
            code => code.Retire()
        );
        foreach (var name in record.Names)
        {
            await _store.DeleteAsync($"{name.Kind.ToString().ToLowerInvariant()}/{name.Key}");
        }

        await _store.PutAsync(SessionKey(id), Closed, StateJson.Default.SessionRecord);
        await _store.PutAsync(id.GrainKey, record.End(change, Past).Erased(), StateJson.Default.UserRecord);
        await IsSoundAsync(
            "19 accounts (1 ended), 20 codes, 0 pending redemptions, 0 claims past their lease, 0 breaches"
        );
        await _store.DeleteAsync("outbox/7");
        await IsSoundAsync(
            "19 accounts (1 ended), 20 codes, 0 pending redemptions, 0 claims past their lease, 0 breaches"
        );
    }

    [Fact]
    public async Task An_end_that_nothing_will_finish()
    {
        var (id, record) = await _store.UserAsync(4);
        var shard = new OutboxRecord
        {
            Messages = ImmutableDictionary<Guid, PendingMessage>.Empty.Add(
                Guid.NewGuid(),
                new(id, RedemptionKind.Registered, null, Past, OutboxEffect.CleanUp)
            ),
        };
        await _store.PutAsync("outbox/7", shard, StateJson.Default.OutboxRecord);
        await _store.PutAsync(id.GrainKey, record.End(Guid.NewGuid(), Past), StateJson.Default.UserRecord);
        await ReportsAsync(
            (Invariant.CleanUp, [id.GrainKey]),
            (Invariant.CleanUp, [record.Codes[0].GrainKey, id.GrainKey])
        );
    }

    [Fact]
    public async Task An_end_that_says_it_is_finished_and_is_not()
    {
        var (id, record) = await _store.UserAsync(4);
        await _store.PutAsync(id.GrainKey, record.End(Guid.NewGuid(), Past).Erased(), StateJson.Default.UserRecord);
        (Invariant, string[])[] left =
        [
            (Invariant.CleanUp, [record.Codes[0].GrainKey, id.GrainKey]),
            (Invariant.CleanUp, [SessionKey(id), id.GrainKey]),
            (Invariant.CleanUp, [SeededStore.NameKey(NameKind.Username, 4), id.GrainKey]),
            (Invariant.CleanUp, [SeededStore.NameKey(NameKind.Email, 4), id.GrainKey]),
        ];
        await ReportsAsync(left);
        await _store.PutAsync(
            SessionKey(id),
            new SessionRecord { SignUpSessionEnded = true },
            StateJson.Default.SessionRecord
        );
        await ReportsAsync(left);
    }

    [Fact]
    public async Task Claims_of_an_erased_account_that_others_than_its_sign_up_made_are_stale()
    {
        var (id, record) = await _store.UserAsync(4);
        await _store.ChangeAsync(
            record.Codes[0].GrainKey,
            StateJson.Default.InvitationCodeRecord,
            code => code.Retire()
        );
        await _store.PutAsync(SessionKey(id), Closed, StateJson.Default.SessionRecord);
        foreach (var kind in Enum.GetValues<NameKind>())
        {
            await _store.ChangeAsync(
                SeededStore.NameKey(kind, 4),
                StateJson.Default.Reservation,
                claim => claim with { Attempt = Guid.NewGuid() }
            );
        }

        await _store.PutAsync(id.GrainKey, record.End(Guid.NewGuid(), Past).Erased(), StateJson.Default.UserRecord);
        await IsSoundAsync(
            "19 accounts (1 ended), 20 codes, 0 pending redemptions, 3 claims past their lease, 0 breaches"
        );
    }

    [Theory]
    [InlineData(nameof(UserRecord.Nickname))]
    [InlineData(nameof(UserRecord.Email))]
    [InlineData(nameof(UserRecord.PasswordHash))]
    [InlineData(nameof(UserRecord.Fingerprint))]
    [InlineData(nameof(UserRecord.Language))]
    [InlineData(nameof(UserRecord.Tokens))]
    [InlineData(nameof(UserRecord.Mail))]
    [InlineData(nameof(UserRecord.Level))]
    [InlineData(nameof(UserRecord.Consumption))]
    public async Task A_row_that_keeps_what_is_personal_after_the_end(string member)
    {
        var (id, record) = await _store.UserAsync(4);
        var change = Guid.NewGuid();
        var shard = new OutboxRecord
        {
            Messages = ImmutableDictionary<Guid, PendingMessage>.Empty.Add(
                change,
                new(id, RedemptionKind.Registered, null, Past, OutboxEffect.CleanUp)
            ),
        };
        await _store.PutAsync("outbox/7", shard, StateJson.Default.OutboxRecord);
        var ended = record.End(change, Past);
        await _store.PutAsync(
            id.GrainKey,
            member switch
            {
                nameof(UserRecord.Nickname) => ended with { Nickname = record.Nickname },
                nameof(UserRecord.Email) => ended with { Email = record.Email },
                nameof(UserRecord.PasswordHash) => ended with { PasswordHash = record.PasswordHash },
                nameof(UserRecord.Fingerprint) => ended with { Fingerprint = "f" },
                nameof(UserRecord.Language) => ended with { Language = "zh-Hans" },
                nameof(UserRecord.Tokens) => ended with { Tokens = [] },
                nameof(UserRecord.Mail) => ended with { Mail = record.Mail },
                nameof(UserRecord.Level) => ended with { Level = 1 },
                _ => ended with { Consumption = 1 },
            },
            StateJson.Default.UserRecord
        );
        await ReportsAsync((Invariant.CleanUp, [id.GrainKey]));
    }

    [Fact]
    public async Task An_old_code_that_still_invites()
    {
        var (id, record) = await _store.UserAsync(4);
        var (change, code) = (Guid.NewGuid(), InvitationCode.Generate());
        await _store.PutAsync(
            code.GrainKey,
            new InvitationCodeRecord
            {
                Owner = id,
                Attempt = change,
                LeaseEnd = Past,
            },
            StateJson.Default.InvitationCodeRecord
        );
        await _store.PutAsync(
            id.GrainKey,
            record with
            {
                Codes = [.. record.Codes, code],
                CleanUpAttempt = change,
            },
            StateJson.Default.UserRecord
        );
        await ReportsAsync((Invariant.CleanUp, [record.Codes[0].GrainKey, id.GrainKey]));

        var shard = new OutboxRecord
        {
            Messages = ImmutableDictionary<Guid, PendingMessage>.Empty.Add(
                change,
                new(id, RedemptionKind.Registered, null, Past, OutboxEffect.CleanUp)
            ),
        };
        await _store.PutAsync("outbox/7", shard, StateJson.Default.OutboxRecord);
        await IsSoundAsync(
            "20 accounts (0 ended), 21 codes, 0 pending redemptions, 0 claims past their lease, 0 breaches"
        );
        await _store.DeleteAsync("outbox/7");
        await _store.ChangeAsync(record.Codes[0].GrainKey, StateJson.Default.InvitationCodeRecord, old => old.Retire());
        await IsSoundAsync(
            "20 accounts (0 ended), 21 codes, 0 pending redemptions, 0 claims past their lease, 0 breaches"
        );
    }

    [Fact]
    public async Task I6_a_mail_that_was_not_sent_and_that_nothing_will_send()
    {
        var (id, record) = await _store.UserAsync(4);
        var shard = GrainKeys.ForMail(MailShards.NumberOf(id));
        foreach (var mail in (MailStatus?[])[null, new(MailState.Pending, null, Past)])
        {
            await _store.PutAsync(id.GrainKey, record with { Mail = mail }, StateJson.Default.UserRecord);
            await _store.PutAsync(
                shard,
                new MailRecord().Enqueue(new(id, MailKind.PasswordReset), Past),
                StateJson.Default.MailRecord
            );
            await _store.PutAsync(
                "outbox/7",
                Place(Guid.NewGuid(), OutboxEffect.ActivationMail),
                StateJson.Default.OutboxRecord
            );
            await ReportsAsync((Invariant.I6, [id.GrainKey]));
            await _store.PutAsync("outbox/7", Place(record.SignUpAttempt, null), StateJson.Default.OutboxRecord);
            await ReportsAsync((Invariant.I6, [id.GrainKey]));

            await _store.PutAsync(
                "outbox/7",
                Place(record.SignUpAttempt, OutboxEffect.ActivationMail),
                StateJson.Default.OutboxRecord
            );
            Assert.Equal(0, (await _store.RunAsync("fsck")).Code);
            await _store.DeleteAsync("outbox/7");
            await _store.PutAsync(
                shard,
                new MailRecord().Enqueue(new(id, MailKind.Activation), Past),
                StateJson.Default.MailRecord
            );
            await IsSoundAsync(
                "20 accounts (0 ended), 20 codes, 0 pending redemptions, 0 claims past their lease, 0 breaches"
            );
        }

        OutboxRecord Place(Guid attempt, OutboxEffect? next) =>
            new()
            {
                Messages = ImmutableDictionary<Guid, PendingMessage>.Empty.Add(
                    attempt,
                    new(id, RedemptionKind.Registered, null, Past, next)
                ),
            };
    }

    [Fact]
    public async Task I6_a_mail_may_wait_in_any_segment_but_a_segment_after_a_missing_one_is_not_read()
    {
        var (id, record) = await _store.UserAsync(4);
        var shard = MailShards.NumberOf(id);
        await _store.PutAsync(
            id.GrainKey,
            record with
            {
                Mail = new(MailState.Pending, null, Past),
            },
            StateJson.Default.UserRecord
        );
        foreach (var segment in (int[])[0, 1, 2])
        {
            await _store.PutAsync(
                GrainKeys.ForMail(shard, segment),
                segment == 2 ? new MailRecord().Enqueue(new(id, MailKind.Activation), Past) : new(),
                StateJson.Default.MailRecord
            );
        }

        await IsSoundAsync(
            "20 accounts (0 ended), 20 codes, 0 pending redemptions, 0 claims past their lease, 0 breaches"
        );
        await _store.DeleteAsync(GrainKeys.ForMail(shard, 1));
        await ReportsAsync((Invariant.I6, [GrainKeys.ForMail(shard, 2)]));
    }

    [Fact]
    public async Task I6_a_mail_to_a_corrected_address_that_only_the_message_of_the_last_clean_up_will_queue()
    {
        var (id, record) = await _store.UserAsync(4);
        var (correction, cleanUp) = (Guid.NewGuid(), Guid.NewGuid());
        var owed = record with { Mail = new(MailState.Pending, null, Past), CleanUpAttempt = cleanUp };
        await _store.PutAsync("outbox/7", Message(cleanUp), StateJson.Default.OutboxRecord);
        await _store.PutAsync(id.GrainKey, owed, StateJson.Default.UserRecord);
        await ReportsAsync((Invariant.I6, [id.GrainKey])); // a clean-up after a new code queues no mail

        await _store.PutAsync(id.GrainKey, owed with { CorrectionAttempt = correction }, StateJson.Default.UserRecord);
        await IsSoundAsync(
            "20 accounts (0 ended), 20 codes, 0 pending redemptions, 0 claims past their lease, 0 breaches"
        );
        await _store.PutAsync("outbox/7", Message(correction), StateJson.Default.OutboxRecord);
        await ReportsAsync((Invariant.I6, [id.GrainKey])); // the outbox asks about the last clean-up only

        OutboxRecord Message(Guid attempt) =>
            new()
            {
                Messages = ImmutableDictionary<Guid, PendingMessage>.Empty.Add(
                    attempt,
                    new(id, RedemptionKind.Registered, null, Past, OutboxEffect.CleanUp)
                ),
            };
    }

    [Fact]
    public async Task Accounts_that_need_no_mail_and_mails_for_nobody_are_not_a_breach()
    {
        var (id, record) = await _store.UserAsync(4);
        UserRecord[] sound =
        [
            record with
            {
                Mail = new(MailState.Failed, MailFailure.Refused, Past),
            },
            record with
            {
                Mail = null,
                ActiveAtOnce = true,
            },
            record with
            {
                Mail = null,
                ActivateBy = Past,
            },
            record with
            {
                Mail = null,
                Disabled = true,
            },
        ];
        foreach (var user in sound)
        {
            await _store.PutAsync(id.GrainKey, user, StateJson.Default.UserRecord);
            await IsSoundAsync(
                "20 accounts (0 ended), 20 codes, 0 pending redemptions, 0 claims past their lease, 0 breaches"
            );
        }

        var nobody = UserId.New(TimeProvider.System);
        await _store.PutAsync(
            id.GrainKey,
            record with
            {
                Mail = null,
                Status = UserStatus.Ended,
            },
            StateJson.Default.UserRecord
        );
        foreach (var user in (UserId[])[id, nobody])
        {
            await _store.PutAsync(
                GrainKeys.ForMail(MailShards.NumberOf(user)),
                new MailRecord().Enqueue(new(user, MailKind.Activation), Past),
                StateJson.Default.MailRecord
            );
        }

        await IsSoundAsync(
            "19 accounts (1 ended), 20 codes, 0 pending redemptions, 3 claims past their lease, 0 breaches"
        );
    }

    [Fact]
    public async Task I6_a_mail_that_is_not_looked_for_or_waits_too_long()
    {
        var (id, _) = await _store.UserAsync(4);
        var (own, other) = (
            GrainKeys.ForMail(MailShards.NumberOf(id)),
            GrainKeys.ForMail((MailShards.NumberOf(id) + 1) % MailShards.Count)
        );
        await _store.PutAsync(
            other,
            new MailRecord().Enqueue(new(id, MailKind.Activation), Past),
            StateJson.Default.MailRecord
        );
        await _store.PutAsync(
            own,
            new MailRecord
            {
                Waiting = ImmutableDictionary<string, WaitingMail>.Empty.Add(
                    "Activation/somebody",
                    new(id, MailKind.Activation, 0, Past)
                ),
            },
            StateJson.Default.MailRecord
        );
        await ReportsAsync((Invariant.I6, [other, id.GrainKey]), (Invariant.I6, [own, id.GrainKey]));

        await _store.DeleteAsync(other);
        await _store.PutAsync(
            own,
            new MailRecord().Enqueue(new(id, MailKind.Activation), TooLate),
            StateJson.Default.MailRecord
        );
        await ReportsAsync((Invariant.I6, [own, id.GrainKey]));
        await _store.PutAsync(
            own,
            new MailRecord().Enqueue(new(id, MailKind.Activation), InLease),
            StateJson.Default.MailRecord
        );
        await IsSoundAsync(
            "20 accounts (0 ended), 20 codes, 0 pending redemptions, 0 claims past their lease, 0 breaches"
        );
    }

    [Fact]
    public async Task Sessions_of_nobody_closed_too_early_not_empty_twice_or_too_many()
    {
        var (id, _) = await _store.UserAsync(4);
        var nobody = UserId.New(TimeProvider.System);
        var some = new SessionRecord
        {
            Families =
            [
                .. Enumerable
                    .Range(0, RefreshOptions.MaxFamilies)
                    .Select(_ => new SessionFamily { Id = Guid.NewGuid() }),
            ],
        };
        await _store.PutAsync(SessionKey(id), some, StateJson.Default.SessionRecord);
        await IsSoundAsync(
            "20 accounts (0 ended), 20 codes, 0 pending redemptions, 0 claims past their lease, 0 breaches"
        );

        await _store.PutAsync(
            SessionKey(id),
            some with
            {
                Families = some.Families.Add(new() { Id = Guid.NewGuid() }),
            },
            StateJson.Default.SessionRecord
        );
        await ReportsAsync((Invariant.Session, [SessionKey(id)]));
        await _store.PutAsync(
            SessionKey(id),
            some with
            {
                Families = [some.Families[0], some.Families[0]],
            },
            StateJson.Default.SessionRecord
        );
        await ReportsAsync((Invariant.Session, [SessionKey(id)]));
        await _store.PutAsync(SessionKey(id), Closed, StateJson.Default.SessionRecord);
        await ReportsAsync((Invariant.Session, [SessionKey(id), id.GrainKey]));
        await _store.DeleteAsync(SessionKey(id));
        foreach (var record in (UserRecord?[])[null, UserRecord.Tombstone])
        {
            await _store.PutAsync(SessionKey(nobody), new SessionRecord(), StateJson.Default.SessionRecord);
            await ReportsAsync((Invariant.Session, [SessionKey(nobody), nobody.GrainKey]));
            await _store.PutAsync(nobody.GrainKey, UserRecord.Tombstone, StateJson.Default.UserRecord);
        }
    }

    [Fact]
    public async Task Closed_sessions_that_are_not_empty()
    {
        var (id, _) = await _store.UserAsync(4);
        await _store.ChangeAsync(
            id.GrainKey,
            StateJson.Default.UserRecord,
            user => user with { Status = UserStatus.Ended }
        );
        await _store.PutAsync(
            SessionKey(id),
            Closed with
            {
                Families = [new() { Id = Guid.NewGuid() }],
            },
            StateJson.Default.SessionRecord
        );
        await ReportsAsync((Invariant.Session, [SessionKey(id)]));
        await _store.PutAsync(SessionKey(id), new SessionRecord { Closed = true }, StateJson.Default.SessionRecord);
        await ReportsAsync((Invariant.Session, [SessionKey(id)]));
    }

    [Fact]
    public async Task Keys_as_the_nodes_make_them_are_sound()
    {
        foreach (
            var ring in (KeyRingRecord[])
                [
                    new(),
                    new() { Elements = Ring.Elements },
                    Ring with
                    {
                        Keys = [.. Ring.Keys.RemoveAt(1).Select(key => key with { RetireAt = null })],
                    },
                    Ring,
                ]
        )
        {
            await _store.PutAsync("keyring/service", ring, StateJson.Default.KeyRingRecord);
            await IsSoundAsync(
                "20 accounts (0 ended), 20 codes, 0 pending redemptions, 0 claims past their lease, 0 breaches"
            );
        }
    }

    [Theory]
    [MemberData(nameof(BrokenRings))]
    public async Task A_key_ring_that_the_nodes_would_not_make(string what)
    {
        await _store.PutAsync("keyring/service", Broken[what], StateJson.Default.KeyRingRecord);
        await ReportsAsync((Invariant.KeyRing, ["keyring/service"]));
    }

    [Fact]
    public async Task Used_answers_that_are_not_looked_for_or_never_forgotten()
    {
        await _store.PutAsync("captcha/abc", Used("abc123", InLease), StateJson.Default.CaptchaRecord);
        await IsSoundAsync(
            "20 accounts (0 ended), 20 codes, 0 pending redemptions, 0 claims past their lease, 0 breaches"
        );
        await _store.PutAsync("captcha/abc", Used("abc123", TooLate), StateJson.Default.CaptchaRecord);
        await ReportsAsync((Invariant.Captcha, ["captcha/abc"]));
        await _store.PutAsync("captcha/abc", Used("abd123", Past), StateJson.Default.CaptchaRecord);
        await ReportsAsync((Invariant.Captcha, ["captcha/abc"]));

        static CaptchaRecord Used(string answer, DateTimeOffset expires) =>
            new() { Used = ImmutableDictionary<string, UsedAnswer>.Empty.Add(answer, new(null, expires)) };
    }

    [Fact]
    public async Task Webhooks_with_the_same_id_or_with_a_secret_that_anybody_can_read()
    {
        var one = new WebhookRecord { Id = Guid.NewGuid() }
            .WithSecret("cipher", Past)
            .WithSecret("next", Past);
        await PutAsync(one);
        await IsSoundAsync(
            "20 accounts (0 ended), 20 codes, 0 pending redemptions, 0 claims past their lease, 0 breaches"
        );
        foreach (
            var broken in (WebhookRecord[][])
                [
                    [one, one],
                    [one with { Secrets = [] }],
                    [one with { Secrets = [one.Secrets[0] with { Number = 2 }, one.Secrets[1]] }],
                    [one.WithSecret("whsec_AAAA", Past)],
                ]
        )
        {
            await PutAsync(broken);
            await ReportsAsync((Invariant.Webhooks, ["webhooks/service"]));
        }

        Task PutAsync(params WebhookRecord[] webhooks) =>
            _store.PutAsync(
                GrainKeys.Webhooks,
                new WebhooksRecord { Webhooks = [.. webhooks] },
                StateJson.Default.WebhooksRecord
            );
    }

    [Fact]
    public async Task I2_a_list_of_invitees_with_somebody_whom_the_code_did_not_invite()
    {
        var ((invited, record), (stranger, _)) = (await _store.UserAsync(2), await _store.UserAsync(1));
        var code = record.InviterCode!;
        var page = $"invitees/{code.Value}/0";
        await _store.PutAsync(page, new InviteesRecord().Add([new(1, invited)]), StateJson.Default.InviteesRecord);
        await _store.ChangeAsync(
            code.GrainKey,
            StateJson.Default.InvitationCodeRecord,
            row => row with { Unlisted = [new(1, invited)] }
        );
        await IsSoundAsync(
            "20 accounts (0 ended), 20 codes, 0 pending redemptions, 0 claims past their lease, 0 breaches"
        );

        await _store.PutAsync(page, new InviteesRecord().Add([new(1, stranger)]), StateJson.Default.InviteesRecord);
        await ReportsAsync((Invariant.I2, [page, stranger.GrainKey]));
        await _store.PutAsync(page, new InviteesRecord(), StateJson.Default.InviteesRecord);
        await _store.ChangeAsync(
            code.GrainKey,
            StateJson.Default.InvitationCodeRecord,
            row => row with { Unlisted = [new(1, stranger)] }
        );
        await ReportsAsync((Invariant.I2, [code.GrainKey, stranger.GrainKey]));
    }

    [Fact]
    public async Task Unknown_types_and_other_services_are_left_out()
    {
        await _store.PutAsync("later/mail", "[]");
        await _store.PutAsync("username/others", "[]", serviceId: "other");
        await IsSoundAsync(
            "20 accounts (0 ended), 20 codes, 0 pending redemptions, 0 claims past their lease, 0 breaches"
        );
    }

    [Fact]
    public async Task Rows_may_come_in_any_order()
    {
        await _store.DeleteAsync(SeededStore.NameKey(NameKind.Email, 3));
        var code = await _store.CodeKeyAsync(1);
        var (id, record) = await _store.UserAsync(2);
        await PendAsync(code, id, record.SignUpAttempt, RedemptionKind.Registered, Past);
        await using var snapshot = await StoreSnapshot.OpenAsync(
            _store.Database,
            "registration",
            TestContext.Current.CancellationToken
        );
        var rows = new List<StoredRow>();
        await foreach (var row in snapshot.RowsAsync(TestContext.Current.CancellationToken))
        {
            rows.Add(row);
        }

        var (expected, expectedSummary) = Check(rows);
        Assert.Equal(["I1", "I2"], expected.Select(line => line[..2]).Order(StringComparer.Ordinal));
        rows.Reverse();
        var (reversed, summary) = Check(rows);
        Assert.Equal(expectedSummary, summary);
        Assert.Equal(expected.Order(StringComparer.Ordinal), reversed.Order(StringComparer.Ordinal));

        static (List<string> Lines, FsckSummary Summary) Check(IEnumerable<StoredRow> rows)
        {
            var lines = new List<string>();
            var check = new StoreCheck(
                TimeProvider.System.GetUtcNow(),
                limitsWereLowered: false,
                breach => lines.Add(breach.ToLine())
            );
            foreach (var row in rows)
            {
                check.Check(row);
            }

            return (lines, check.Finish());
        }
    }

    [Fact]
    public async Task Rows_written_during_the_check_are_not_seen()
    {
        await using var snapshot = await StoreSnapshot.OpenAsync(
            _store.Database,
            "registration",
            TestContext.Current.CancellationToken
        );
        await _store.DeleteAsync(SeededStore.NameKey(NameKind.Email, 3));
        var rows = 0;
        await foreach (var row in snapshot.RowsAsync(TestContext.Current.CancellationToken))
        {
            rows += row.Key.GrainType == "email" ? 1 : 0;
        }

        Assert.Equal(Accounts, rows);
    }

    [Fact]
    public async Task A_store_that_cannot_be_read_or_holds_another_service_gives_exit_code_2_and_names_the_setting()
    {
        await FailsAsync("Cluster:ServiceId", "fsck", "--Cluster:ServiceId=other");
        await FailsAsync("DataDirectory", "fsck", "--ConnectionStrings:Registration=", "--DataDirectory=/nowhere");
        await FailsAsync(
            "ConnectionStrings:Registration",
            "fsck",
            "--ConnectionStrings:Registration=Host=127.0.0.1;Port=1;Username=u;Password=hush"
        );
        await FailsAsync("ConnectionStrings:Registration", "fsck", "--ConnectionStrings:Registration=hush");
        await _store.QueryAsync("insert into schema_version (version) values (99)");
        await FailsAsync(_store.Database.Setting, "fsck");
    }

    [Fact]
    public async Task A_wrong_command_line_is_refused_with_exit_code_2()
    {
        await FailsAsync("--limits", "fsck", "--limits");
        await FailsAsync("--accounts", "seed");
        await FailsAsync("--accounts", "seed", "--accounts=0");
        await FailsAsync("--accounts", "seed", "--accounts=many");
    }

    [Fact]
    public async Task A_store_with_records_is_not_seeded()
    {
        await FailsAsync(
            "only an empty store can be filled",
            "seed",
            "--accounts=1",
            "--Passwords:MemoryKiB=8",
            "--Passwords:Iterations=1"
        );
        await IsSoundAsync(
            "20 accounts (0 ended), 20 codes, 0 pending redemptions, 0 claims past their lease, 0 breaches"
        );
    }

    public static TheoryData<string> BrokenRings() => [.. Broken.Keys];

    private static KeyRingRecord With(int key, Func<KeyRingKey, KeyRingKey> change) =>
        Ring with
        {
            Keys = Ring.Keys.SetItem(key, change(Ring.Keys[key])),
        };

    private static string SessionKey(UserId user) => $"session/{user}";

    private static OutboxRecord Shard(UserId user, Guid attempt, InvitationCode code, DateTimeOffset leaseEnd) =>
        new()
        {
            Messages = ImmutableDictionary<Guid, PendingMessage>.Empty.Add(
                attempt,
                new(user, RedemptionKind.Registered, code, leaseEnd)
            ),
        };

    /// <summary>A code that an operator issued.</summary>
    /// <param name="owner">The account that has it; the default is a house code.</param>
    private static InvitationCodeRecord Issued(UserId owner) =>
        new()
        {
            Owner = owner,
            Attempt = Guid.NewGuid(),
            LeaseEnd = Now,
            OwnerCommitted = true,
            Issued = new() { At = Now },
        };

    private Task FollowAsync(string code, OwnerTerms terms) =>
        _store.ChangeAsync(code, StateJson.Default.InvitationCodeRecord, record => record with { OwnerTerms = terms });

    private Task PendAsync(
        string code,
        UserId user,
        Guid attempt,
        RedemptionKind kind,
        DateTimeOffset leaseEnd,
        int registered = 0
    ) =>
        _store.ChangeAsync(
            code,
            StateJson.Default.InvitationCodeRecord,
            record =>
                record with
                {
                    Registered = record.Registered + registered,
                    Pending = record.Pending.Add(attempt, new(user, kind, 0, leaseEnd)),
                }
        );

    private async Task IsSoundAsync(string summary)
    {
        var (code, lines, errors) = await _store.RunAsync("fsck");
        Assert.Equal([summary], lines);
        Assert.Equal((0, ""), (code, errors));
    }

    /// <summary>Checks that exactly these breaches are reported, in any order, each with exactly these rows.</summary>
    private async Task ReportsAsync(params (Invariant Invariant, string[] Keys)[] expected)
    {
        var (code, lines, _) = await _store.RunAsync("fsck");
        Assert.Equal(1, code);
        Assert.EndsWith(
            string.Create(CultureInfo.InvariantCulture, $" {expected.Length} breaches"),
            lines[^1],
            StringComparison.Ordinal
        );
        Assert.Equal(
            expected
                .Select(breach => $"{breach.Invariant} {string.Join(' ', breach.Keys)}")
                .Order(StringComparer.Ordinal),
            lines[..^1]
                .Select(line =>
                    $"{line[..line.IndexOf(':', StringComparison.Ordinal)]} "
                    + string.Join(' ', Regex.Matches(line, "\"([^\"]*)\"").Select(match => match.Groups[1].Value))
                )
                .Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public async Task Read_model_is_made_anew_by_a_command_that_makes_no_store()
    {
        Assert.Equal(0L, await _store.QueryAsync("select count(*) from person"));
        var (code, lines, errors) = await _store.RunAsync("rebuild-read-model");
        Assert.True(code == 0, errors);
        Assert.StartsWith("The read model was made anew", Assert.Single(lines), StringComparison.Ordinal);
        Assert.Equal((long)Accounts, await _store.QueryAsync("select count(*) from person"));

        var empty = Directory.CreateTempSubdirectory();
        try
        {
            await FailsAsync(
                "DataDirectory",
                "rebuild-read-model",
                "--ConnectionStrings:Registration=",
                $"--DataDirectory={empty.FullName}"
            );
            Assert.Empty(empty.GetFileSystemInfos());
        }
        finally
        {
            empty.Delete(recursive: true);
        }
    }

    /// <summary>Later settings win over those of the store.</summary>
    private async Task FailsAsync(string named, string command, params string[] arguments)
    {
        var (code, lines, errors) = await _store.RunAsync(command, arguments);
        Assert.Equal(2, code);
        Assert.Contains(named, errors, StringComparison.Ordinal);
        Assert.DoesNotContain("hush", errors, StringComparison.Ordinal);
        Assert.DoesNotContain(lines, line => line.EndsWith(" breaches", StringComparison.Ordinal));
    }
}
