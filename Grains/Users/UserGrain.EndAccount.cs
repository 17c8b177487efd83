using OrleansRegistration.InvitationCodes;
using OrleansRegistration.Mail;
using OrleansRegistration.Outbox;
using OrleansRegistration.Storage;

namespace OrleansRegistration.Users;

/// <summary>The end of an account (docs/adr/0013-account.md). The clean-up follows.</summary>
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

            // An older version may not have counted the activation yet. After the end nothing could count it.
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
            seen.Value?.WasEndedBy(token, _clock.Now) is true ? ChangeOutcome.Unchanged
            : (check = Check(seen, token, MailKind.Activation)) is MailTokenOutcome.Accepted ? EndOf(seen, token)
            : ChangeOutcome.Unchanged
        );
        return check is MailTokenOutcome.Accepted ? OfToken(outcome) : check;
    }

    /// <param name="token">The activation token that ends the account; <c>null</c> when its password does.</param>
    private Attempt EndOf(Stored<UserRecord> seen, MailToken? token = null)
    {
        var record = seen.Value!;
        var message = NewCleanUp();
        var ended = record.End(message.Attempt, _clock.Now) with
        {
            Tokens = token is null ? null : MailedTokens.ConsumeOnly(record.Tokens ?? [], token),
        };
        return new(seen)
        {
            Message = message,
            Claim = () => GrantedAfterAsync(EnlistAsync(message)),
            Next = () => ended,
            Shows = committed => committed.Status == UserStatus.Ended && committed.CleanUpAttempt == message.Attempt,
            Effects = () => CleanUpNowAsync(message),
        };
    }
}
