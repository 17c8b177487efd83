using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Orleans.TestingHost;
using OrleansRegistration.Faults;
using OrleansRegistration.InvitationCodes;
using OrleansRegistration.Names;
using OrleansRegistration.Passwords;
using OrleansRegistration.Storage;
using OrleansRegistration.Users;

namespace OrleansRegistration.Tests;

[Collection("SQLite")]
public sealed class WithdrawalsOnSqlite(SqliteCluster cluster) : WithdrawalTests(cluster);

[Collection("PostgreSQL")]
public sealed class WithdrawalsOnPostgres(PostgresCluster cluster) : WithdrawalTests(cluster);

[Collection("Two databases")]
public sealed class WithdrawalsOnTwoDatabases(SpreadCluster cluster) : WithdrawalTests(cluster);

[Collection("SQLite, AdoNet")]
public sealed class WithdrawalsOnSqliteByAdoNet(SqliteAdoNetCluster cluster) : WithdrawalTests(cluster);

[Collection("PostgreSQL, AdoNet")]
public sealed class WithdrawalsOnPostgresByAdoNet(PostgresAdoNetCluster cluster) : WithdrawalTests(cluster);

/// <summary>
/// A sign-up that is refused or given up leaves no row. The sweep removes what a failure left
/// (docs/adr/0016-withdrawn-claims.md).
/// </summary>
public abstract class WithdrawalTests
{
    private static readonly int Tries = int.Parse(
        Environment.GetEnvironmentVariable("REFUSALS") ?? "40",
        System.Globalization.CultureInfo.InvariantCulture
    );
    private readonly RegistrationCluster _cluster;

    protected WithdrawalTests(RegistrationCluster cluster)
    {
        _cluster = cluster;
        cluster.Faults.Clear();
    }

    public enum Refused
    {
        UnknownCode,
        UnknownCodeSameForm,
        UnknownCodeUnderKeys,
        TakenName,
        DisabledCode,
        ExpiredCode,
        UsedUpCode,
        NoHash,
    }

    [Theory, Trait("Fault", "E3")]
    [InlineData(Refused.UnknownCode)]
    [InlineData(Refused.UnknownCodeSameForm)]
    [InlineData(Refused.UnknownCodeUnderKeys)]
    [InlineData(Refused.TakenName)]
    [InlineData(Refused.DisabledCode)]
    [InlineData(Refused.ExpiredCode)]
    [InlineData(Refused.UsedUpCode)]
    [InlineData(Refused.NoHash)]
    public async Task Sign_ups_that_are_refused_leave_the_rows_that_there_were(Refused kind)
    {
        var holder = await _cluster.InviterAsync();
        var code = kind switch
        {
            Refused.UnknownCode or Refused.UnknownCodeSameForm or Refused.UnknownCodeUnderKeys =>
                InvitationCode.Generate(),
            Refused.TakenName => null,
            _ => holder.InvitationCode,
        };
        var terms = new InvitationTerms(
            kind != Refused.DisabledCode,
            kind == Refused.UsedUpCode ? 0 : null,
            kind == Refused.ExpiredCode ? DateTimeOffset.UnixEpoch : null
        );
        await _cluster.Grains.GetCode(holder.InvitationCode).SetTermsAsync(terms);
        await _cluster.SettleAsync(holder.InvitationCode);
        await _cluster.SweepAsync();
        await using var silent = kind == Refused.NoHash ? await SilentAsync() : null;
        var (sameForm, before) = (RegistrationCluster.SignUp(code), await KeysAsync());

        for (var done = 0; done < Tries; done += 20)
        {
            var some = Enumerable
                .Range(0, Math.Min(20, Tries - done))
                .Select(_ =>
                    (silent?.Client ?? _cluster.Grains).GetUser(UserId.New(TimeProvider.System)).RegisterAsync(Form())
                );
            Assert.All(
                await Task.WhenAll(some),
                result =>
                    Assert.Equal(
                        kind == Refused.NoHash ? SignUpOutcome.Overloaded : SignUpOutcome.Refused,
                        result.Outcome
                    )
            );
        }

        await CancelledAsync(holder.InvitationCode);
        await _cluster.SettleAsync(holder.InvitationCode);
        var after = await KeysAsync();
        Assert.Equal(before, after);
        FaultTable.Now("E3", $"{Tries} sign-ups, {kind}", $"{after.Except(before).Count()} rows more");
        await Invariants.CheckAsync(_cluster, holder.InvitationCode);

        SignUp Form() =>
            kind switch
            {
                Refused.TakenName => RegistrationCluster.SignUp(username: holder.Username),
                Refused.UnknownCodeSameForm => sameForm,
                Refused.UnknownCodeUnderKeys => RegistrationCluster.SignUp(code, fingerprint: "key"),
                _ => RegistrationCluster.SignUp(code),
            };
    }

    [Theory, Trait("Fault", "E3")]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_storage_failure_anywhere_in_a_withdrawal_leaves_nothing_but_a_tombstone_once_it_is_swept(
        bool afterAllClaims
    )
    {
        await using var silent = afterAllClaims ? await SilentAsync() : null;
        var grains = silent?.Client ?? _cluster.Grains;
        var expected = afterAllClaims ? SignUpOutcome.Overloaded : SignUpOutcome.Refused;
        await _cluster.InviterAsync();
        _cluster.Faults.Clear();
        Assert.Equal(expected, (await grains.GetUser(UserId.New(TimeProvider.System)).RegisterAsync(Form())).Outcome);
        var points = _cluster
            .Faults.Log.Where(call => call.GrainType is not ("outbox" or "user"))
            .GroupBy(call => (call.Operation, call.GrainType))
            .SelectMany(group =>
                Enumerable.Range(1, group.Count()).Select(nth => (group.Key.Operation, group.Key.GrainType, Nth: nth))
            )
            .ToArray();
        Assert.Superset(
            new HashSet<string> { "username", "nickname", "email", "code" },
            points.Select(point => point.GrainType).ToHashSet()
        );
        Assert.Contains(points, point => point.Operation == StorageOperation.Clear);
        await _cluster.SettleAsync();
        await Invariants.CheckSweptAsync(_cluster);
        foreach (var (operation, type, nth) in points)
        {
            foreach (var way in StorageFailures.Of(operation))
            {
                var (form, before) = (Form(), await KeysAsync());
                _cluster.Faults.Clear();
                var fault = _cluster.Faults.Fail(
                    way,
                    call => call.GrainType == type && call.Operation == operation,
                    nth
                );
                var answer = (await grains.GetUser(UserId.New(TimeProvider.System)).RegisterAsync(form)).Outcome;
                Assert.True(
                    answer == expected || answer == SignUpOutcome.Failed,
                    $"{operation} {nth} of {type}, {way}: {answer}"
                );
                _cluster.Faults.Clear();
                if (way == StorageFailure.Late && fault.Struck.IsCompleted)
                {
                    await Record.ExceptionAsync(fault.LandAsync);
                }

                await _cluster.SettleAsync();
                await Invariants.CheckSweptAsync(_cluster);
                var after = await KeysAsync();
                Assert.True(
                    after
                        .Where(key => !key.StartsWith("user/", StringComparison.Ordinal))
                        .SequenceEqual(before.Where(key => !key.StartsWith("user/", StringComparison.Ordinal))),
                    $"{operation} {nth} of {type}, {way}: {string.Join(", ", after.Except(before))}"
                );
                Assert.True(after.Except(before).Count() <= 1, "more than a tombstone");
            }
        }

        SignUp Form() => RegistrationCluster.SignUp(afterAllClaims ? null : InvitationCode.Generate());
    }

    [Fact]
    public async Task A_sweep_gives_up_what_nobody_holds_and_nothing_else()
    {
        var (nobody, form) = (UserId.New(TimeProvider.System), RegistrationCluster.SignUp());
        var account = await _cluster.InviterAsync();
        await Invariants.CheckSweptAsync(_cluster);
        var before = await KeysAsync();
        var code = InvitationCode.Generate();
        var name = _cluster.Grains.GetReservation(new NameClaim(NameKind.Email, form.Email.Key));
        Assert.True(await name.ReserveAsync(nobody, Guid.NewGuid()));
        Assert.True(
            await _cluster
                .Grains.GetReservation(new NameClaim(NameKind.Nickname, form.Nickname.Key))
                .ReserveAsync(account.Id, Guid.NewGuid())
        );
        await _cluster.IssueAsync(code, nobody, Guid.NewGuid());

        Assert.Equal(0, await _cluster.SweepAsync()); // all claims are in lease
        Assert.Equal(3, (await KeysAsync()).Except(before).Count());

        _cluster.Clock.MoveOn(TimeSpan.FromMinutes(2));
        Assert.Equal(0, await _cluster.SweepAsync());
        Assert.Equal([nobody.GrainKey], (await KeysAsync()).Except(before));
        Assert.Empty(before.Except(await KeysAsync()));
        await Invariants.CheckAsync(_cluster);
    }

    // A count waits for a write of its code that takes it along. Here that write fails, as if the silo had crashed.
    [Fact]
    public async Task A_sweep_counts_a_redemption_whose_count_was_lost()
    {
        var code = (await _cluster.InviterAsync()).InvitationCode;
        // The first write is the redemption.
        var lost = _cluster.Faults.FailBefore(call => call.GrainId.Key.ToString() == code.GrainKey, nth: 2);
        Assert.Equal(SignUpOutcome.Created, (await _cluster.RegisterAsync(RegistrationCluster.SignUp(code))).Outcome);
        await lost.Struck;
        Assert.False(Invariants.NothingIsPending(await _cluster.RowsAsync(), [code]));

        Assert.Equal(0, await _cluster.SweepAsync());
        Assert.False(Invariants.NothingIsPending(await _cluster.RowsAsync(), [code])); // in lease

        _cluster.Clock.MoveOn(TimeSpan.FromMinutes(2));
        Assert.Equal(0, await _cluster.SweepAsync());
        await Invariants.CheckAsync(_cluster, code);
    }

    [Fact]
    public async Task A_name_that_was_looked_up_before_it_was_taken_is_found_afterwards()
    {
        var form = RegistrationCluster.SignUp();
        NameClaim[] names =
        [
            new(NameKind.Username, form.Username.Key),
            new(NameKind.Nickname, form.Nickname.Key),
            new(NameKind.Email, form.Email.Key),
        ];
        foreach (var name in names)
        {
            Assert.Null(await _cluster.Grains.GetReservation(name).FindOwnerAsync()); // the grain stays in memory
        }

        var account = (await _cluster.RegisterAsync(form)).Account!;
        foreach (var name in names)
        {
            Assert.Equal(account.Id, await _cluster.Grains.GetReservation(name).FindOwnerAsync());
            Assert.True(await _cluster.Grains.GetReservation(name).IsTakenAsync());
        }
    }

    [Fact]
    public async Task A_nickname_that_a_failed_rename_claimed_is_not_kept()
    {
        var account = await _cluster.InviterAsync();
        var before = await KeysAsync();
        _cluster.Faults.FailBefore(call => call.GrainType == "user");
        Assert.Equal(
            ChangeOutcome.Failed,
            await _cluster.Grains.GetUser(account.Id).RenameAsync(RegistrationCluster.SignUp().Nickname)
        );
        Assert.Equal(before, await KeysAsync());
    }

    [Fact]
    public async Task A_hundred_who_try_one_mistyped_code_are_all_told_that_it_is_invalid()
    {
        var code = InvitationCode.Generate();
        var results = await Task.WhenAll(
            Enumerable.Range(0, 100).Select(_ => _cluster.RegisterAsync(RegistrationCluster.SignUp(code)))
        );
        Assert.All(
            results,
            result => Assert.Equal([new(SignUpField.InvitationCode, RefusalReason.Invalid)], result.Refusals)
        );
    }

    /// <summary>
    /// Starts a second cluster over the same rows that cannot hash a password. Its sign-ups are given up after all
    /// their claims.
    /// </summary>
    private async Task<InProcessTestCluster> SilentAsync()
    {
        var silent = await _cluster.StartClusterAsync(1);
        silent.Silos[0].ServiceProvider.GetRequiredService<PasswordHasher>().Dispose();
        return silent;
    }

    /// <summary>
    /// Waits until redemptions and outbox messages of dead attempts are cancelled, before their leases pass and their
    /// owners are asked.
    /// </summary>
    private async Task CancelledAsync(InvitationCode code)
    {
        for (var tries = 0; ; tries++)
        {
            var rows = await _cluster.RowsAsync();
            if (
                Invariants.NothingIsPending(rows, [code])
                && rows.Where(row => row.Type == "outbox")
                    .All(row =>
                        JsonSerializer.Deserialize(row.Payload, StateJson.Default.OutboxRecord)!.Messages.IsEmpty
                    )
            )
            {
                return;
            }

            Assert.True(tries < 600, "A use or a place was not given up.");
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }
    }

    /// <summary>All rows but those of the shards, whose number is fixed.</summary>
    private async Task<string[]> KeysAsync() =>
        [
            .. (await _cluster.RowsAsync())
                .Where(row => row.Type is not ("outbox" or "mail"))
                .Select(row => row.Key)
                .Order(StringComparer.Ordinal),
        ];
}
