using OrleansRegistration.InvitationCodes;
using OrleansRegistration.Mail;
using OrleansRegistration.Passwords;
using OrleansRegistration.Storage;

namespace OrleansRegistration.Users;

/// <summary>The sign-up: claim what others may want, hash, commit, reply (docs/protocol.md#a-sign-up).</summary>
internal sealed partial class UserGrain
{
    public async Task<SignUpResult> RegisterAsync(SignUp signUp)
    {
        try
        {
            return await SignUpAsync(signUp);
        }
        finally
        {
            if (!_isMailInHand)
            {
                LeaveMemory();
            }
        }
    }

    /// <summary>
    /// Leaves memory, because the grain is rarely needed again soon. Only an unsure row and wrong passwords must stay.
    /// </summary>
    private void LeaveMemory()
    {
        if (!_row.IsUnsure && _failures == default)
        {
            DeactivateOnIdle();
        }
    }

    private async Task<SignUpResult> SignUpAsync(SignUp signUp)
    {
        var hash = HashOnce(signUp.Password, PasswordLine.SignUp);
        SignUpAttempt? attempt = null;
        UserRecord? committed = null;
        MailDraft? firstMail = null;
        ChangeOutcome outcome;
        try
        {
            outcome = await ChangeAsync(Decide, StartAsync);
        }
        catch (StorageUnavailableException)
        {
            // Under an Idempotency-Key an earlier request may have committed.
            return SignUpResult.Without(signUp.Fingerprint is null ? SignUpOutcome.Failed : SignUpOutcome.Unknown);
        }

        return outcome switch
        {
            ChangeOutcome.Done => new(SignUpOutcome.Created, committed!.ToAccount(Id), []),
            ChangeOutcome.Unchanged => await RepeatAsync(committed!, signUp),
            ChangeOutcome.Taken => new(SignUpOutcome.Refused, null, attempt!.Refusals),
            ChangeOutcome.Overloaded => SignUpResult.Without(SignUpOutcome.Overloaded),
            ChangeOutcome.Unknown => SignUpResult.Without(SignUpOutcome.Unknown),
            _ => SignUpResult.Without(SignUpOutcome.Failed),
        };

        // The row of a random id is absent at first. The row of an id that was derived from a key is read: the account
        // may be committed already, and memory may not show it. Claims would be refused because of that account.
        Task<Stored<UserRecord>> StartAsync() =>
            signUp is { Fingerprint: null, IsRepeat: false } && attempt is null
                ? Task.FromResult(_row.KnownOrAbsent)
                : _row.ReadAsync();

        Decision Decide(Stored<UserRecord> seen)
        {
            if (seen.Value is { Status: not UserStatus.Tombstone })
            {
                committed = seen.Value;
                return ChangeOutcome.Unchanged;
            }

            var current = attempt = new(signUp, Id, seen.Version, _registration.RequireActivation);
            return new Attempt(seen)
            {
                Message = current.Message,
                Redemption = current.Redemption,
                Claim = async () =>
                    await ClaimAsync(current) is var claimed and not ClaimOutcome.Granted
                        ? claimed
                        : await PrepareAsync(current, hash),
                Next = () => committed = Commit(current),
                Shows = record => record.SignUpAttempt == current.Id,
                Withdraw = () => WithdrawAsync(current),
                Effects = () =>
                    firstMail is null ? DispatchAsync(current.Message) : SendFirstAsync(current.Message!, firstMail),
            };
        }

        // The commit makes the token of the first mail, so that sending the mail needs no write before.
        UserRecord Commit(SignUpAttempt current)
        {
            var record = current.ToRecord(_clock.Now, _activation.ActivationDays, _codes.MaxUses);
            if (_registration.RequireActivation)
            {
                (record, firstMail) = DraftOf(record, MailKind.Activation);
            }

            return record;
        }
    }

    /// <summary>Claims the names and a redemption of the inviter's code, in parallel. Keeps all refusals.</summary>
    private async Task<ClaimOutcome> ClaimAsync(SignUpAttempt attempt)
    {
        var reserved = Array.ConvertAll(attempt.Names, name => ReserveAsync(name, attempt.Id));
        var redeemed = attempt.Redemption is { } redemption
            ? _redemptions.RedeemAsync(redemption)
            : Task.FromResult(RedeemOutcome.Granted);
        await Task.WhenAll([.. reserved, redeemed]);
        for (var i = 0; i < reserved.Length; i++)
        {
            var name = attempt.Names[i];
            if (!await reserved[i])
            {
                attempt.RefuseTaken(name);
            }
            else if (await IsHeldUnderAnyAsync(attempt.OldClaims(name)))
            {
                attempt.RefuseTaken(name);
                await TryAsync(() => GrainFactory.GetReservation(name).WithdrawAsync(attempt.Id));
            }
        }

        attempt.Refuse(await redeemed);
        return attempt.Refusals.Length > 0 ? ClaimOutcome.Refused
            : await redeemed == RedeemOutcome.HeldByOwnAttempt ? ClaimOutcome.HeldByOwnAttempt
            : ClaimOutcome.Granted;
    }

    /// <summary>
    /// Hashes the password, and meanwhile issues the account's own code and enlists in the outbox. Refused sign-ups
    /// never get here, so they cost no hash.
    /// </summary>
    private async Task<ClaimOutcome> PrepareAsync(SignUpAttempt attempt, Func<Task<string?>> hashOnce)
    {
        var prepared = TryAsync(() =>
            Task.WhenAll(attempt.Message is { } message ? EnlistAsync(message) : Task.CompletedTask, IssueAsync())
        );
        var hashed = hashOnce();
        await Task.WhenAll(prepared, hashed); // if the hash fails, no claim is still being made
        (attempt.PasswordHash, var isPrepared) = (await hashed, await prepared);
        return attempt.PasswordHash is null ? ClaimOutcome.Overloaded
            : isPrepared ? ClaimOutcome.Granted
            : ClaimOutcome.Failed;

        async Task IssueAsync() =>
            attempt.OwnCode = await IssueCodeAsync(attempt.Id, _codes.MaxUses is { } uses ? new(0, false, uses) : null);
    }

    private Task WithdrawAsync(SignUpAttempt attempt) =>
        Task.WhenAll([
            .. attempt.GrantedNames.Select(name => GrainFactory.GetReservation(name).WithdrawAsync(attempt.Id)),
            attempt.OwnCode is { } code ? GrainFactory.GetCode(code).WithdrawAsync(attempt.Id) : Task.CompletedTask,
        ]);

    /// <summary>
    /// The first result again, for a repeat of the same request with the same password under the same
    /// <c>Idempotency-Key</c>.
    /// </summary>
    private async Task<SignUpResult> RepeatAsync(UserRecord committed, SignUp signUp)
    {
        if (!committed.IsOpen(_clock.Now) || committed.Fingerprint != signUp.Fingerprint)
        {
            return SignUpResult.Without(SignUpOutcome.KeyReused);
        }

        if (committed.DateJoined + SignUp.KeyLife <= _clock.Now)
        {
            return SignUpResult.Without(SignUpOutcome.KeyExpired);
        }

        // A stranger with the key and the form could guess the password here. So a repeat waits and counts as a log-in
        // does.
        var wait = _failures.WaitAt(_clock.Steady);
        if (wait > TimeSpan.Zero)
        {
            return new(SignUpOutcome.Limited, null, [], wait);
        }

        switch (await _passwords.TryVerifyAsync(signUp.Password, committed.PasswordHash))
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
}
