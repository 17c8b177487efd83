using System.Collections.Immutable;
using OrleansRegistration.InvitationCodes;
using OrleansRegistration.Names;
using OrleansRegistration.Outbox;
using OrleansRegistration.Passwords;
using OrleansRegistration.Sessions;
using OrleansRegistration.Storage;

namespace OrleansRegistration.Users;

/// <summary>The sign-up: claim what others may want, hash, commit, reply; the effects follow (protocol.md, "A sign-up").</summary>
internal sealed partial class UserGrain
{
    public async Task<SignUpResult> RegisterAsync(SignUp signUp, CancellationToken cancellationToken = default)
    {
        try
        {
            return await SignUpAsync(signUp, cancellationToken);
        }
        finally
        {
            // Seldom asked again soon; but what is unsure is remembered while it may be, and so are wrong passwords.
            if (_unsure is null && _failures == default)
            {
                DeactivateOnIdle();
            }
        }
    }

    private async Task<SignUpResult> SignUpAsync(SignUp signUp, CancellationToken cancellationToken)
    {
        string? hash = null;
        for (var tries = 0; tries < MaxAttempts; tries++)
        {
            Stored<UserRecord> start;
            try
            {
                // A random id has no row yet. One derived from a key may be committed already, also behind this activation's memory; its claims
                // would be refused for its own account's sake.
                start = signUp.Fingerprint is null && tries == 0 ? _row ?? new(null, 0) : await ReadAsync();
            }
            catch (StorageUnavailableException)
            {
                // Under a key, an earlier request may have committed.
                return SignUpResult.Without(signUp.Fingerprint is null ? SignUpOutcome.Failed : SignUpOutcome.Unknown);
            }

            if (start.Value is { Status: not UserStatus.Tombstone } committed)
            {
                return await RepeatAsync(committed, signUp, cancellationToken);
            }

            cancellationToken.ThrowIfCancellationRequested();
            var attempt = new SignUpAttempt(signUp, Id, start.Version, _activation.RequireActivation);
            var claimed = await ClaimAsync(attempt);
            if (claimed is not ClaimOutcome.Granted)
            {
                await WithdrawAsync(attempt);
                if (claimed is ClaimOutcome.HeldByOwnAttempt && await TryWriteTombstoneAsync(start))
                {
                    continue;
                }

                return claimed is ClaimOutcome.Refused
                    ? new(SignUpOutcome.Refused, null, attempt.Refusals)
                    : SignUpResult.Without(SignUpOutcome.Failed);
            }

            // Hash, and meanwhile take the rest. Losers above never cost a hash.
            var preparing = TryClaimAsync(() => PrepareAsync(attempt));
            try
            {
                hash ??= await _passwords.TryHashAsync(signUp.Password, PasswordLine.SignUp, cancellationToken);
            }
            catch (OperationCanceledException)
            {
                await preparing;
                await WithdrawAsync(attempt);
                throw;
            }

            if (!await preparing || hash is null)
            {
                await WithdrawAsync(attempt);
                return SignUpResult.Without(hash is null ? SignUpOutcome.Overloaded : SignUpOutcome.Failed);
            }

            var record = ToRecord(attempt, hash);
            switch (await CommitAsync(record, start.Version, r => r.SignUpAttempt == attempt.Id))
            {
                case CommitOutcome.Landed:
                    Follow(attempt.Place, CommitOutcome.Landed);
                    return new(SignUpOutcome.Created, record.ToAccount(Id), []);
                case CommitOutcome.Unknown:
                    return SignUpResult.Without(SignUpOutcome.Unknown);
                case CommitOutcome.Failed:
                    await WithdrawAsync(attempt);
                    return SignUpResult.Without(SignUpOutcome.Failed);
                default:
                    await WithdrawAsync(attempt);
                    break;
            }
        }

        return SignUpResult.Without(SignUpOutcome.Failed);
    }

    private enum ClaimOutcome
    {
        Granted,
        Refused,
        HeldByOwnAttempt,
        Failed,
    }

    /// <summary>Claims the names and the use, in parallel; all refusals are kept.</summary>
    private async Task<ClaimOutcome> ClaimAsync(SignUpAttempt attempt)
    {
        var reserved = Array.ConvertAll(
            attempt.Names,
            name => GrainFactory.GetReservation(name).ReserveAsync(Id, attempt.Id)
        );
        var redeemed = attempt.SignUp.Code is { } code
            ? GrainFactory
                .GetCode(code)
                .RedeemAsync(new(attempt.Id, Id, attempt.StartVersion, RedemptionKind.Registered))
            : Task.FromResult(RedeemOutcome.Granted);
        if (!await TryClaimAsync(() => Task.WhenAll([.. reserved, redeemed])))
        {
            return ClaimOutcome.Failed;
        }

        if (!await TryClaimAsync(() => RefuseTakenAsync(attempt, reserved)))
        {
            return ClaimOutcome.Failed;
        }

        RefusalReason? refused = await redeemed switch
        {
            RedeemOutcome.Granted or RedeemOutcome.HeldByOwnAttempt => null,
            RedeemOutcome.Disabled => RefusalReason.Disabled,
            RedeemOutcome.Expired => RefusalReason.Expired,
            RedeemOutcome.Exhausted => RefusalReason.Exhausted,
            _ => RefusalReason.Invalid,
        };
        if (refused is { } reason)
        {
            attempt.Refuse(new(SignUpField.InvitationCode, reason));
        }

        return attempt.Refusals.Length > 0 ? ClaimOutcome.Refused
            : await redeemed == RedeemOutcome.HeldByOwnAttempt ? ClaimOutcome.HeldByOwnAttempt
            : ClaimOutcome.Granted;
    }

    private async Task RefuseTakenAsync(SignUpAttempt attempt, Task<bool>[] reserved)
    {
        for (var i = 0; i < reserved.Length; i++)
        {
            var name = attempt.Names[i];
            if (!await reserved[i])
            {
                attempt.Refuse(new((SignUpField)name.Kind, RefusalReason.Taken));
            }
            else if (await IsHeldUnderAnyAsync(attempt.OldClaims(name)))
            {
                attempt.Refuse(new((SignUpField)name.Kind, RefusalReason.Taken));
                await WithdrawAsync(GrainFactory.GetReservation(name).WithdrawAsync(attempt.Id));
            }
        }
    }

    /// <summary>Takes a new code for the account, and a place in the outbox if there will be effects.</summary>
    private async Task PrepareAsync(SignUpAttempt attempt)
    {
        var enlisted = attempt.Place is { } place ? EnlistAsync(place) : Task.CompletedTask;
        attempt.OwnCode = await IssueCodeAsync(attempt.Id);
        await enlisted;
    }

    private async Task EnlistAsync(OutboxMessage place)
    {
        try
        {
            await GrainFactory.GetOutbox(Id).EnlistAsync(place);
        }
        catch (Orleans.Storage.InconsistentStateException)
        {
            // The shard's memory was behind its row. Nothing was written, and its next activation reads the row.
            await GrainFactory.GetOutbox(Id).EnlistAsync(place);
        }
    }

    private async Task<InvitationCode> IssueCodeAsync(Guid attempt)
    {
        for (var tries = 0; tries < MaxCodesTried; tries++)
        {
            var code = InvitationCode.Generate();
            if (await GrainFactory.GetCode(code).IssueAsync(Id, attempt))
            {
                return code;
            }
        }

        throw new StorageUnavailableException("No free invitation code was found.");
    }

    /// <summary>
    /// Gives up an attempt that is over and surely never commits: its claims are deleted. Done before the answer, so that whoever corrects a form and
    /// sends it again does not meet the old one's claims. What fails here waits for the next sweep.
    /// </summary>
    private async Task WithdrawAsync(SignUpAttempt attempt)
    {
        GiveUp(attempt.Place);
        var names = attempt
            .Names.Where(name => !attempt.Refusals.Any(r => r.Field == (SignUpField)name.Kind))
            .Select(name => GrainFactory.GetReservation(name).WithdrawAsync(attempt.Id));
        await WithdrawAsync([
            .. names,
            .. attempt.OwnCode is { } code
                ? [GrainFactory.GetCode(code).WithdrawAsync(attempt.Id)]
                : Array.Empty<Task>(),
        ]);
    }

    private async Task<bool> TryWriteTombstoneAsync(Stored<UserRecord> start)
    {
        try
        {
            await WriteAsync(UserRecord.Tombstone, start.Version);
            return true;
        }
        catch (Orleans.Storage.InconsistentStateException)
        {
            return true; // the row moved on by another hand, which serves as well
        }
        catch (StorageUnavailableException)
        {
            return false;
        }
    }

    /// <summary>The first result again, for who sends the same request with the same password under the same key.</summary>
    private async Task<SignUpResult> RepeatAsync(
        UserRecord committed,
        SignUp signUp,
        CancellationToken cancellationToken
    )
    {
        if (!committed.IsOpen(_clock.Now) || committed.Fingerprint != signUp.Fingerprint)
        {
            return SignUpResult.Without(SignUpOutcome.KeyReused);
        }

        if (committed.DateJoined + SignUp.KeyLife <= _clock.Now)
        {
            return SignUpResult.Without(SignUpOutcome.KeyExpired);
        }

        // Whoever has the key and the form could guess the password here, so a repeat waits and counts as a log-in
        // does.
        var wait = _failures.WaitAt(_clock.Steady);
        if (wait > TimeSpan.Zero)
        {
            return new(SignUpOutcome.Limited, null, [], wait);
        }

        switch (await _passwords.TryVerifyAsync(signUp.Password, committed.PasswordHash, cancellationToken))
        {
            case null:
                return SignUpResult.Without(SignUpOutcome.Overloaded);
            case PasswordCheck.Wrong:
                CountFailure();
                return SignUpResult.Without(SignUpOutcome.KeyReused);
            default:
                ForgetFailures();
                return new(SignUpOutcome.Repeated, committed.ToAccount(Id), []);
        }
    }

    private UserRecord ToRecord(SignUpAttempt attempt, string hash) =>
        new()
        {
            Status = UserStatus.Live,
            SignUpAttempt = attempt.Id,
            Username = attempt.SignUp.Username.Value,
            UsernameKey = attempt.SignUp.Username.Key,
            Nickname = attempt.SignUp.Nickname.Value,
            NicknameKey = attempt.SignUp.Nickname.Key,
            Email = attempt.SignUp.Email.Value,
            EmailKey = attempt.SignUp.Email.Key,
            PasswordHash = hash,
            DateJoined = _clock.Now,
            ActivateBy =
                attempt.RequireActivation && _activation.ActivationDays > 0
                    ? _clock.Now.AddDays(_activation.ActivationDays)
                    : null,

            // Without an inviter there is no use to count, so this attempt is the activation's too.
            ActivationAttempt = attempt is { RequireActivation: false, SignUp.Code: null } ? attempt.Id : null,
            ActiveAtOnce = attempt.RequireActivation ? null : true,
            InviterCode = attempt.SignUp.Code,
            Codes = [attempt.OwnCode!],
            Fingerprint = attempt.SignUp.Fingerprint,
            Language = attempt.SignUp.Language,
            UserAgent = UserAgents.Shorten(attempt.SignUp.UserAgent),
        };

    /// <summary>One run of the sign-up, with a fresh id.</summary>
    private sealed class SignUpAttempt(SignUp signUp, UserId user, long startVersion, bool requireActivation)
    {
        public Guid Id { get; } = Guid.NewGuid();

        public SignUp SignUp => signUp;

        public long StartVersion => startVersion;

        public NameClaim[] Names { get; } =
        [
            new(NameKind.Username, signUp.Username.Key),
            new(NameKind.Nickname, signUp.Nickname.Key),
            new(NameKind.Email, signUp.Email.Key),
        ];

        public bool RequireActivation => requireActivation;

        /// <summary>Where an older account may have the name.</summary>
        public IEnumerable<NameClaim> OldClaims(NameClaim name) =>
            (
                name.Kind switch
                {
                    NameKind.Username => signUp.Username.Claims,
                    NameKind.Nickname => signUp.Nickname.Claims,
                    _ => [],
                }
            ).Where(claim => claim != name);

        /// <summary>The place in the outbox; <c>null</c> when nothing will follow.</summary>
        public OutboxMessage? Place =>
            requireActivation ? new(Id, user, RedemptionKind.Registered, signUp.Code, OutboxEffect.ActivationMail)
            : signUp.Code is not null ? new(Id, user, RedemptionKind.Registered, signUp.Code, OutboxEffect.Activation)
            : null;

        public InvitationCode? OwnCode { get; set; }

        public ImmutableArray<Refusal> Refusals { get; private set; } = [];

        public void Refuse(Refusal refusal) => Refusals = Refusals.Add(refusal);
    }
}
