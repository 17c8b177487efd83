using System.Collections.Immutable;
using OrleansRegistration.InvitationCodes;
using OrleansRegistration.Invitees;
using OrleansRegistration.Mail;
using OrleansRegistration.Outbox;
using OrleansRegistration.Passwords;

namespace OrleansRegistration.Users;

/// <summary>The end of an account, its new codes, and whom it invited (docs/adr/0013).</summary>
internal sealed partial class UserGrain
{
    public async Task<AccountEnd> EndAsync(
        string password,
        Guid? session = null,
        CancellationToken cancellationToken = default
    )
    {
        for (var tries = 0; tries < MaxAttempts; tries++)
        {
            var start = await LoadAsync();
            if (start.Value is not { } record || !record.IsOpen(_clock.Now))
            {
                return AccountEnd.NoAccount;
            }

            switch (await VerifyInSessionAsync(password, record, session, cancellationToken))
            {
                case SessionCheck.Overloaded:
                    return AccountEnd.Overloaded;
                case SessionCheck.Ended:
                    return AccountEnd.SessionEnded;
                case SessionCheck.Wrong:
                    return AccountEnd.WrongPassword;
            }

            // Active since its sign-up, and not counted so yet: once it has ended, nobody can.
            if (record is { ActiveAtOnce: true, ActivationAttempt: null })
            {
                if (await ActivateAsync(cancellationToken) is AccountChange.Failed or AccountChange.Unknown)
                {
                    return AccountEnd.Failed;
                }

                start = await LoadAsync();
                record = start.Value!;
            }

            if (await CommitEndAsync(record, start.Version) is { } end)
            {
                return end;
            }
        }

        return AccountEnd.Failed;
    }

    public async Task<MailTokenOutcome> DisownAsync(MailToken token)
    {
        for (var tries = 0; tries < MaxAttempts; tries++)
        {
            var start = await LoadAsync();
            if (start.Value?.WasEndedBy(token, _clock.Now) is true)
            {
                return MailTokenOutcome.Accepted;
            }

            var outcome = start.Value?.Check(token, MailKind.Activation, _clock.Now) ?? MailTokenOutcome.Invalid;
            if (outcome is not MailTokenOutcome.Accepted)
            {
                return outcome;
            }

            if (await CommitEndAsync(start.Value!, start.Version, token) is { } end)
            {
                return end switch
                {
                    AccountEnd.Done => MailTokenOutcome.Accepted,
                    AccountEnd.Unknown => MailTokenOutcome.Unknown,
                    _ => MailTokenOutcome.Failed,
                };
            }
        }

        return MailTokenOutcome.Failed;
    }

    public async Task<NewCodeResult> NewCodeAsync(CancellationToken cancellationToken = default)
    {
        for (var tries = 0; tries < MaxAttempts; tries++)
        {
            var start = await LoadAsync();
            if (start.Value is not { } record || !record.IsOpen(_clock.Now))
            {
                return NewCodeResult.Without(NewCodeOutcome.NoAccount);
            }

            if (record.Codes.Length >= _codes.MaxCodes)
            {
                return NewCodeResult.Without(NewCodeOutcome.LimitReached);
            }

            cancellationToken.ThrowIfCancellationRequested();
            var place = NewPlace();
            InvitationCode? code = null;
            if (!await TryClaimAsync(() => Task.WhenAll(EnlistAsync(place), IssueAsync())))
            {
                GiveUp(place);
                await WithdrawCodeAsync();
                return NewCodeResult.Without(NewCodeOutcome.Failed);
            }

            switch (
                await CommitChangeAsync(
                    place,
                    record with
                    {
                        Codes = record.Codes.Add(code!),
                        CleanUpAttempt = place.Attempt,
                    },
                    start.Version,
                    r => r.Codes.Contains(code!)
                )
            )
            {
                case CommitOutcome.Landed:
                    return new(NewCodeOutcome.Done, code);
                case CommitOutcome.Failed:
                    await WithdrawCodeAsync();
                    return NewCodeResult.Without(NewCodeOutcome.Failed);
                case CommitOutcome.Unknown:
                    return NewCodeResult.Without(NewCodeOutcome.Unknown);
            }

            await WithdrawCodeAsync();

            Task WithdrawCodeAsync() =>
                code is null
                    ? Task.CompletedTask
                    : WithdrawAsync(GrainFactory.GetCode(code).WithdrawAsync(place.Attempt));

            async Task IssueAsync() => code = await IssueCodeAsync(place.Attempt);
        }

        return NewCodeResult.Without(NewCodeOutcome.Failed);
    }

    public async Task<AccountChange> SetDisabledAsync(bool disabled)
    {
        var change = await MarkDisabledAsync(disabled);
        if (
            change is AccountChange.Done or AccountChange.Unchanged
            && (await LoadAsync()).Value?.IsOwedActivationMail(_clock.Now) is true
        )
        {
            // While it was disabled, its mail left the queue. If this fails, a repeat comes here again.
            await GrainFactory.GetMail(Id).EnqueueAsync(Id, MailKind.Activation);
        }

        return change;
    }

    public async Task CleanUpAsync()
    {
        if ((await LoadAsync()).Value is not { Status: not UserStatus.Tombstone } record)
        {
            return;
        }

        var hasEnded = record.Status == UserStatus.Ended;
        await Task.WhenAll(
            record.Codes.SkipLast(hasEnded ? 0 : 1).Select(code => GrainFactory.GetCode(code).RetireAsync())
        );
        if (hasEnded && record.UsernameKey.Length > 0)
        {
            await EraseAsync(record);
        }
    }

    public async Task<InviteePage?> ListInviteesAsync(InviteePosition from, int limit)
    {
        if ((await LoadAsync()).Value is not { } record || !record.IsOpen(_clock.Now))
        {
            return null;
        }

        var found = new List<UserId>();
        var (code, after) = from;
        while (code < record.Codes.Length && found.Count < limit)
        {
            var some = await GrainFactory.GetCode(record.Codes[code]).GetInviteesAsync(after, limit - found.Count);
            found.AddRange(some.Uses.Select(use => use.User));
            (code, after) = some.HasMore ? (code, some.Last) : (code + 1, 0);
        }

        var invitees = await Task.WhenAll(found.Select(user => GrainFactory.GetUser(user).DescribeAsInviteeAsync()));
        return new([.. invitees.OfType<Invitee>()], code < record.Codes.Length ? new(code, after) : null);
    }

    public async Task<Invitee?> DescribeAsInviteeAsync() =>
        (await LoadAsync()).Value switch
        {
            null or { Status: UserStatus.Tombstone } => null,
            var record => new(
                record.Status == UserStatus.Live ? record.Nickname : null,
                record.DateJoined,
                record.IsActive
            ),
        };

    /// <returns><c>null</c> when another write took the version: the record is to be read and decided anew.</returns>
    private async Task<AccountEnd?> CommitEndAsync(UserRecord record, long version, MailToken? by = null)
    {
        var place = NewPlace();
        if (!await TryClaimAsync(() => EnlistAsync(place)))
        {
            GiveUp(place);
            return AccountEnd.Failed;
        }

        var tokens = by is null ? null : MailedTokens.Spend(record.Tokens ?? [], by);
        var ended = record.End(place.Attempt) with { Tokens = tokens };
        return await CommitChangeAsync(place, ended, version, IsEndedByThis) switch
        {
            CommitOutcome.Landed => AccountEnd.Done,
            CommitOutcome.Failed => AccountEnd.Failed,
            CommitOutcome.Unknown => AccountEnd.Unknown,
            _ => null,
        };

        bool IsEndedByThis(UserRecord seen) => seen.Status == UserStatus.Ended && seen.CleanUpAttempt == place.Attempt;
    }

    private OutboxMessage NewPlace() =>
        new(Guid.NewGuid(), Id, RedemptionKind.Registered, Code: null, OutboxEffect.CleanUp);

    private async Task<AccountChange> MarkDisabledAsync(bool disabled)
    {
        for (var tries = 0; tries < MaxAttempts; tries++)
        {
            var start = await LoadAsync();
            if (start.Value is not { Status: UserStatus.Live } record)
            {
                return AccountChange.NoAccount;
            }

            if (record.Disabled is true == disabled)
            {
                return AccountChange.Unchanged;
            }

            var outcome = await CommitAsync(
                record with
                {
                    Disabled = disabled ? true : null,
                },
                start.Version,
                r => r.Disabled is true == disabled
            );
            if (outcome is not CommitOutcome.Conflict)
            {
                return ToChange(outcome);
            }
        }

        return AccountChange.Failed;
    }

    /// <summary>Commits a change that other rows follow, and has them follow before the answer; if that fails, the place in the outbox repeats it.</summary>
    private async Task<CommitOutcome> CommitChangeAsync(
        OutboxMessage place,
        UserRecord record,
        long version,
        Func<UserRecord, bool> shows
    )
    {
        var outcome = await CommitAsync(record, version, shows);
        if (
            outcome is CommitOutcome.Failed or CommitOutcome.Conflict
            || (outcome is CommitOutcome.Landed && await TryClaimAsync(CleanUpAsync))
        )
        {
            GiveUp(place); // done, or not to be done
        }

        return outcome;
    }

    private async Task EraseAsync(UserRecord record)
    {
        await Task.WhenAll([
            .. record.Names.Select(name => GrainFactory.GetReservation(name).ForgetAsync(Id)),
            .. Enum.GetValues<MailKind>().Select(kind => GrainFactory.GetMail(Id).DoneAsync(Id, kind)),
            GrainFactory.GetSessions(Id).CloseAsync(),
        ]);

        // Last, for the keys are needed until then.
        while (true)
        {
            var seen = await LoadAsync();
            if (await TryWriteAsync(seen.Value!.Erased(), seen.Version))
            {
                return;
            }
        }
    }
}
