using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Orleans.Placement;
using Orleans.Storage;
using OrleansRegistration.InvitationCodes;
using OrleansRegistration.Leases;
using OrleansRegistration.Limits;
using OrleansRegistration.Mail;
using OrleansRegistration.Names;
using OrleansRegistration.Outbox;
using OrleansRegistration.Passwords;
using OrleansRegistration.Storage;

namespace OrleansRegistration.Users;

/// <inheritdoc cref="IUserGrain"/>
/// <remarks>Every operation has the same form: start (remember the row's version), claim, commit against that version, then effects.</remarks>
[GrainType("user"), PreferLocalPlacement]
internal sealed partial class UserGrain : Grain, IUserGrain
{
    /// <summary>How often an operation starts anew after another write took its version, before it answers "failed: try again".</summary>
    private const int MaxAttempts = 3;

    private const int MaxCodesTried = 5;

    private readonly GrainRow<UserRecord> _storedRow;
    private readonly PasswordHasher _passwords;
    private readonly ServiceClock _clock;
    private readonly ActivationOptions _activation;
    private readonly MailOptions _mail;
    private readonly RateLimitOptions _limits;
    private readonly CodeOptions _codes;
    private readonly SweepRequests _sweep;
    private readonly ILogger _logger;

    // What this activation last saw of the row; null when it has to be read. May be stale: writes tell.
    private Stored<UserRecord>? _row;
    private long _newestSeen;

    // The version that a write of unknown outcome was decided on: until the row is seen past it, that write may land yet, so every look reads.
    private long? _unsure;

    // In memory only, for names without an account as for the others: docs/adr/0014.
    private LogInFailures _failures;

    public UserGrain(
        IGrainContext context,
        PasswordHasher passwords,
        ServiceClock clock,
        IOptions<ActivationOptions> activation,
        IOptions<MailOptions> mail,
        IOptions<RateLimitOptions> limits,
        IOptions<CodeOptions> codes,
        SweepRequests sweep,
        ILogger<UserGrain> logger
    )
    {
        _storedRow = new("user", context);
        _passwords = passwords;
        _clock = clock;
        _activation = activation.Value;
        _mail = mail.Value;
        _limits = limits.Value;
        _codes = codes.Value;
        _sweep = sweep;
        _logger = logger;
    }

    private enum CommitOutcome
    {
        Landed,

        /// <summary>Another write took the version. This attempt is over and never commits; a new one may follow.</summary>
        Conflict,

        /// <summary>The outcome was unknown; now it is sure that the commit did not and will not land.</summary>
        Failed,

        Unknown,
    }

    private UserId Id =>
        UserId.TryParse(this.GetPrimaryKeyString()["user/".Length..], out var id)
            ? id
            : throw new InvalidOperationException("Not a user's key.");

    public async Task<bool> HoldsAsync(Claim claim)
    {
        while (true)
        {
            var seen = await LoadAsync();
            var record = seen.Value ?? UserRecord.Tombstone;
            if (claim is NameClaim && record.HasLapsed(_clock.Now))
            {
                record = record with { Status = UserStatus.Ended };
            }
            else if (record.Holds(claim) is { } final)
            {
                return final;
            }

            try
            {
                await WriteAsync(record, seen.Version);
                return record.Holds(claim) is true;
            }
            catch (InconsistentStateException)
            {
                // The row has moved on: it is read and decided anew.
            }
        }
    }

    public async Task<string?> NicknameIfNamedAsync(Claim claim) =>
        (await LoadAsync()).Value is { } record && record.Lists(claim) ? record.Nickname : null;

    public async Task<AccountOverview?> GetAsync()
    {
        if ((await LoadAsync()).Value is not { } record || !record.IsOpen(_clock.Now))
        {
            return null;
        }

        var counts = await Task.WhenAll(record.Codes.Select(code => GrainFactory.GetCode(code).GetCountsAsync()));
        return new(
            record.ToAccount(Id),
            counts.Sum(c => c.Registered),
            counts.Sum(c => c.Activated),
            record.MailStatus()
        );
    }

    public async Task<Account?> FindAsync() =>
        (await LoadAsync()).Value is { } record && record.IsOpen(_clock.Now) ? record.ToAccount(Id) : null;

    public async Task<SignInResult> SignInAsync(SignIn signIn, CancellationToken cancellationToken = default)
    {
        var wait = _failures.WaitAt(_clock.Steady);
        if (wait > TimeSpan.Zero)
        {
            return new(SignInOutcome.Limited, null, wait);
        }

        var seen = await LoadAsync();
        var record = seen.Value?.Lists(signIn.Name) is true ? seen.Value : null;
        switch (await _passwords.TryVerifyAsync(signIn.Password, record?.PasswordHash, cancellationToken))
        {
            case null:
                return new(SignInOutcome.Overloaded, null);
            case not PasswordCheck.Wrong when record?.HasLapsed(_clock.Now) is true:
                ForgetFailures();
                return new(SignInOutcome.Lapsed, null);
            case not PasswordCheck.Wrong when record?.Disabled is true:
                ForgetFailures();
                return new(SignInOutcome.Disabled, null);
            case PasswordCheck.RightButOutdated when record is not null:
                ForgetFailures();
                await RehashAsync(signIn.Password, record, seen.Version, cancellationToken);
                return new(SignInOutcome.SignedIn, record.ToAccount(Id));
            case PasswordCheck.Right when record is not null:
                ForgetFailures();
                return new(SignInOutcome.SignedIn, record.ToAccount(Id));
            default:
                CountFailure();
                return new(SignInOutcome.InvalidCredentials, null);
        }
    }

    /// <summary>Who knows the password is no guesser, and the grain need not stay in memory to count.</summary>
    private void ForgetFailures()
    {
        _failures = default;
        DelayDeactivation(TimeSpan.Zero);
    }

    private void CountFailure()
    {
        if (_limits.Enabled)
        {
            _failures = _failures.Another(_limits, _clock.Steady);
            DelayDeactivation(_failures.ForgottenAt - _clock.Steady);
        }
    }

    public Task<AccountChange> ActivateAsync(CancellationToken cancellationToken = default) =>
        ActivateAsync(byMail: false, cancellationToken);

    private async Task<AccountChange> ActivateAsync(bool byMail, CancellationToken cancellationToken)
    {
        for (var tries = 0; tries < MaxAttempts; tries++)
        {
            var start = await LoadAsync();
            if (start.Value is not { Status: UserStatus.Live } record)
            {
                return AccountChange.NoAccount;
            }

            if (record.ActivationAttempt is not null)
            {
                return AccountChange.Unchanged;
            }

            cancellationToken.ThrowIfCancellationRequested();
            var attempt = Guid.NewGuid();
            var use = record.InviterCode is { } code
                ? new OutboxMessage(attempt, Id, RedemptionKind.Activated, code)
                : null;
            if (use is not null && !await TryClaimAsync(() => ClaimActivationAsync(use, start.Version)))
            {
                GiveUp(use);
                return AccountChange.Failed;
            }

            // Somebody else may have signed up with this address, and be signed in.
            var activated = (byMail ? record.NextGeneration() : record) with
            {
                ActivationAttempt = attempt,
            };
            var outcome = await CommitAsync(activated, start.Version, r => r.ActivationAttempt == attempt);
            Follow(use, outcome);
            if (outcome != CommitOutcome.Conflict)
            {
                return ToChange(outcome);
            }
        }

        return AccountChange.Failed;
    }

    public async Task<AccountChange> RenameAsync(Nickname nickname, CancellationToken cancellationToken = default)
    {
        for (var tries = 0; tries < MaxAttempts; tries++)
        {
            var start = await LoadAsync();
            if (start.Value is not { } record || !record.IsOpen(_clock.Now))
            {
                return AccountChange.NoAccount;
            }

            if (record.Nickname == nickname.Value)
            {
                return AccountChange.Unchanged;
            }

            cancellationToken.ThrowIfCancellationRequested();
            var attempt = Guid.NewGuid();
            var name = GrainFactory.GetReservation(new(NameKind.Nickname, nickname.Key));
            var (granted, isHeld) = (false, false);
            if (!await TryClaimAsync(ReserveAsync))
            {
                await WithdrawAsync(name.WithdrawAsync(attempt));
                return AccountChange.Failed;
            }

            if (!granted)
            {
                return AccountChange.Taken;
            }

            if (isHeld)
            {
                await WithdrawAsync(name.WithdrawAsync(attempt));
                return AccountChange.Taken;
            }

            var renamed = record with
            {
                Nickname = nickname.Value,
                NicknameKey = nickname.Key,
                RenameAttempt = attempt,
            };
            var outcome = await CommitAsync(renamed, start.Version, r => r.RenameAttempt == attempt);
            if (outcome is CommitOutcome.Failed or CommitOutcome.Conflict)
            {
                await WithdrawAsync(name.WithdrawAsync(attempt));
            }
            else if (outcome is CommitOutcome.Landed && record.NicknameKey != nickname.Key)
            {
                // Free at once; if this fails, when somebody asks after its lease.
                await TryClaimAsync(() =>
                    GrainFactory.GetReservation(new(NameKind.Nickname, record.NicknameKey)).ForgetAsync(Id)
                );
            }

            if (outcome != CommitOutcome.Conflict)
            {
                return ToChange(outcome);
            }

            async Task ReserveAsync()
            {
                granted = await name.ReserveAsync(Id, attempt);
                isHeld =
                    granted && await IsHeldUnderAnyAsync(nickname.Claims.Where(claim => claim.Key != nickname.Key));
            }
        }

        return AccountChange.Failed;
    }

    /// <summary>
    /// Whether another account holds one of these claims of older accounts (docs/adr/0021). Nobody makes them any more,
    /// so a look is enough. The row of a claim that its owner does not hold is cleared.
    /// </summary>
    private async Task<bool> IsHeldUnderAnyAsync(IEnumerable<NameClaim> oldClaims)
    {
        foreach (var old in oldClaims)
        {
            var reservation = GrainFactory.GetReservation(old);
            if (await reservation.FindOwnerAsync() is { } owner && owner != Id)
            {
                await reservation.ForgetAsync(owner);
                if (await reservation.FindOwnerAsync() is not null)
                {
                    return true;
                }
            }
        }

        return false;
    }

    private static AccountChange ToChange(CommitOutcome outcome) =>
        outcome switch
        {
            CommitOutcome.Landed => AccountChange.Done,
            CommitOutcome.Failed => AccountChange.Failed,
            _ => AccountChange.Unknown,
        };

    private async Task ClaimActivationAsync(OutboxMessage use, long startVersion)
    {
        var redeemed = GrainFactory.GetCode(use.Code!).RedeemAsync(new(use.Attempt, Id, startVersion, use.Kind));
        await Task.WhenAll(redeemed, GrainFactory.GetOutbox(Id).EnlistAsync(use));
        if (await redeemed != RedeemOutcome.Granted)
        {
            throw new StorageUnavailableException("The inviter's code did not take the use.");
        }
    }

    /// <returns><c>false</c> when a claim could not be made or not be answered; the attempt is over then.</returns>
    private async Task<bool> TryClaimAsync(Func<Task> claim)
    {
        try
        {
            await claim();
            return true;
        }
        catch (Exception e) when (Failure.IsTransient(e))
        {
            LogClaimFailed(e);
            _sweep.Request(); // it may be made yet
            return false;
        }
    }

    /// <summary>Waits for claims of an attempt that is over to be withdrawn. What fails is left to the sweep.</summary>
    private Task<bool> WithdrawAsync(params Task[] withdrawals) => TryClaimAsync(() => Task.WhenAll(withdrawals));

    /// <summary>After a commit: its effects, or its claims given up; nothing when its outcome is unknown.</summary>
    private void Follow(OutboxMessage? place, CommitOutcome outcome)
    {
        if (outcome is CommitOutcome.Failed or CommitOutcome.Conflict)
        {
            GiveUp(place);
        }
        else if (place is not null && outcome == CommitOutcome.Landed)
        {
            GrainFactory.GetOutbox(Id).DispatchAsync(place.Attempt).Ignore();
        }
    }

    /// <summary>Says of an attempt that is over and never commits that its use and its place need not be kept.</summary>
    private void GiveUp(OutboxMessage? place)
    {
        if (place?.Code is { } code)
        {
            GrainFactory.GetCode(code).CancelAsync(place.Attempt).Ignore();
        }

        if (place is not null)
        {
            GrainFactory.GetOutbox(Id).CancelAsync(place.Attempt).Ignore();
        }
    }

    /// <summary>
    /// The one write that decides (rules 2 and 3). An unknown outcome is settled by reading and, unless the row shows the attempt, by writing
    /// the row once more, after which the commit can no longer land.
    /// </summary>
    private async Task<CommitOutcome> CommitAsync(UserRecord record, long version, Func<UserRecord, bool> shows)
    {
        try
        {
            await WriteAsync(record, version);
            return CommitOutcome.Landed;
        }
        catch (InconsistentStateException)
        {
            return CommitOutcome.Conflict;
        }
        catch (StorageUnavailableException)
        {
            return await SettleUnknownAsync(shows);
        }
    }

    private async Task<CommitOutcome> SettleUnknownAsync(Func<UserRecord, bool> shows)
    {
        while (true)
        {
            try
            {
                var seen = await LoadAsync();
                if (seen.Value is { } record && shows(record))
                {
                    return CommitOutcome.Landed;
                }

                await WriteAsync(seen.Value ?? UserRecord.Tombstone, seen.Version);
                return CommitOutcome.Failed;
            }
            catch (InconsistentStateException)
            {
                // Some write landed in between, perhaps the commit: look again.
            }
            catch (StorageUnavailableException)
            {
                _sweep.Request();
                return CommitOutcome.Unknown;
            }
        }
    }

    private async Task RehashAsync(
        string password,
        UserRecord record,
        long version,
        CancellationToken cancellationToken
    )
    {
        if (await _passwords.TryHashAsync(password, PasswordLine.LogIn, cancellationToken) is { } hash)
        {
            try
            {
                await WriteAsync(record with { PasswordHash = hash }, version);
            }
            catch (Exception e) when (e is InconsistentStateException or StorageUnavailableException)
            {
                LogNotRehashed(e);
            }
        }
    }

    private async Task<Stored<UserRecord>> LoadAsync() =>
        _unsure is null && _row is { } known ? known : await ReadAsync();

    private async Task<Stored<UserRecord>> ReadAsync() => Remember(await _storedRow.ReadAsync());

    /// <exception cref="InconsistentStateException">The row has another version; the next look reads it.</exception>
    /// <exception cref="StorageUnavailableException">Unknown; the next look reads.</exception>
    private async Task WriteAsync(UserRecord record, long version)
    {
        try
        {
            Remember(await _storedRow.WriteAsync(record, version));
        }
        catch (Exception e) when (e is InconsistentStateException or StorageUnavailableException)
        {
            _row = null;
            if (e is StorageUnavailableException)
            {
                _unsure = version;
            }

            throw;
        }
    }

    /// <summary>Keeps the newest of what interleaved calls saw.</summary>
    private Stored<UserRecord> Remember(Stored<UserRecord> seen)
    {
        if (seen.Version > _unsure)
        {
            _unsure = null;
        }

        if (seen.Version >= _newestSeen)
        {
            (_row, _newestSeen) = (seen, seen.Version);
        }

        return seen;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "A claim could not be made; the attempt is given up.")]
    private partial void LogClaimFailed(Exception exception);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "A password hash could not be brought up to date; tried again at the next log-in."
    )]
    private partial void LogNotRehashed(Exception exception);
}
