using OrleansRegistration.InvitationCodes;
using OrleansRegistration.Mail;
using OrleansRegistration.Outbox;
using OrleansRegistration.Storage;

namespace OrleansRegistration.Users;

/// <summary>
/// The end of an account, and the clean-up after it, after a new code and after a correction of the address
/// (docs/adr/0013-account.md).
/// </summary>
internal sealed partial class UserGrain
{
    public Task<ChangeOutcome> EndAsync(string password, Guid? session = null) =>
        ChangeAsync(async seen =>
        {
            if (Open(seen) is not { } record)
            {
                return ChangeOutcome.NoAccount;
            }

            if (await VerifyInSessionAsync(password, record, session) is { } refusal)
            {
                return refusal;
            }

            // An account that is active since its sign-up must be counted as activated before it ends. Afterwards
            // nothing could count it.
            if (record is { ActiveAtOnce: true, ActivationAttempt: null })
            {
                if (await ActivateAsync() is ChangeOutcome.Failed or ChangeOutcome.Unknown)
                {
                    return ChangeOutcome.Failed;
                }

                seen = await _row.LoadAsync();
            }

            return EndOf(seen);
        });

    public async Task<MailTokenOutcome> DisownAsync(MailToken token)
    {
        var check = MailTokenOutcome.Accepted;
        var outcome = await ChangeAsync(seen =>
        {
            if (seen.Value?.WasEndedBy(token, _clock.Now) is true)
            {
                check = MailTokenOutcome.Accepted;
                return ChangeOutcome.Unchanged;
            }

            check = Check(seen, token, MailKind.Activation);
            return check is MailTokenOutcome.Accepted ? EndOf(seen, token) : ChangeOutcome.Unchanged;
        });
        return check is MailTokenOutcome.Accepted ? OfToken(outcome) : check;
    }

    public async Task CleanUpAsync()
    {
        // From storage: the memory of a second activation may be older than the commit, and the outbox asks only once.
        if ((await _row.ReadAsync()).Value is not { Status: not UserStatus.Tombstone } record)
        {
            return;
        }

        var hasEnded = record.Status == UserStatus.Ended;
        var retired = hasEnded ? record.Codes : record.Codes[..^1];
        await Task.WhenAll(retired.Select(code => GrainFactory.GetCode(code).RetireAsync()));
        if (hasEnded && record.UsernameKey.Length > 0)
        {
            await EraseAsync(record);
        }

        if (record.CorrectionAttempt is not null && record.IsOwedActivationMail(_clock.Now))
        {
            await GrainFactory.GetMail(Id).RequeueAsync(Id, MailKind.Activation);
        }
    }

    /// <param name="token">The activation token that ends the account; <c>null</c> when its password does.</param>
    private Attempt EndOf(Stored<UserRecord> seen, MailToken? token = null)
    {
        var record = seen.Value!;
        var message = NewCleanUp();
        var ended = record.End(message.Attempt) with
        {
            Tokens = token is null ? null : MailedTokens.ConsumeOnly(record.Tokens ?? [], token),
        };
        return new(seen)
        {
            Message = message,
            Claim = async () =>
            {
                await EnlistAsync(message);
                return ClaimOutcome.Granted;
            },
            Next = () => ended,
            Shows = committed => committed.Status == UserStatus.Ended && committed.CleanUpAttempt == message.Attempt,
            Effects = () => CleanUpNowAsync(message),
        };
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
