using OrleansRegistration.InvitationCodes;
using OrleansRegistration.Mail;
using OrleansRegistration.Outbox;

namespace OrleansRegistration.Users;

/// <summary>
/// The clean-up after a new code, another quota, a freeze, a correction of the address and the end of an account:
/// retires old codes, gives the others their terms, ends sign-ups under way with frozen codes, queues the mail to the
/// new address and erases personal data (docs/adr/0013-account.md).
/// </summary>
internal sealed partial class UserGrain
{
    public async Task CleanUpAsync()
    {
        // From storage: the memory of a second activation may be older than the commit, and the outbox asks only once.
        if ((await _row.ReadAsync()).Value is not { Status: not UserStatus.Tombstone } record)
        {
            return;
        }

        var hasEnded = record.Status == UserStatus.Ended;
        if (hasEnded || record is { UseQuota: null, TermsNumber: null })
        {
            var retired = hasEnded ? record.AllCodes : record.Codes[..^1];
            await Task.WhenAll(retired.Select(code => GrainFactory.GetCode(code).RetireAsync()));
        }
        else
        {
            await FollowAsync(record);
        }

        if (record.IsFrozen)
        {
            await Task.WhenAll(record.AllCodes.Select(code => GrainFactory.GetCode(code).SettleSignUpsAsync()));
        }

        if (hasEnded && record.UsernameKey.Length > 0)
        {
            await EraseAsync(record);
        }

        if (record.CorrectionAttempt is not null && record.IsOwedActivationMail(_clock.Now))
        {
            await GrainFactory.GetMail(Id).RequeueAsync(Id, MailKind.Activation);
        }
    }

    private OutboxMessage NewCleanUp() =>
        new(Guid.NewGuid(), Id, RedemptionKind.Registered, Code: null, OutboxEffect.CleanUp);

    /// <summary>Cleans up before the answer. If that fails, the outbox does it later.</summary>
    private async Task CleanUpNowAsync(OutboxMessage message)
    {
        if (await TryAsync(CleanUpAsync))
        {
            Cancel(message);
        }
    }

    /// <summary>
    /// Erases personal data: first from other rows, for which the names' keys are needed, then from the user's.
    /// </summary>
    private async Task EraseAsync(UserRecord record)
    {
        await Task.WhenAll([
            .. record.Names.Select(name => GrainFactory.GetReservation(name).ReleaseAsync(Id)),
            .. Enum.GetValues<MailKind>().Select(kind => GrainFactory.GetMail(Id).RemoveAsync(Id, kind)),
            GrainFactory.GetSessions(Id).CloseAsync(),
        ]);
        await ChangeUntilWrittenAsync(seen => seen.Value!.Erased());
    }
}
