using OrleansRegistration.Audit;
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

            return await CountedAsync(seen) is { } counted ? EndOf(counted) : ChangeOutcome.Failed;
        });

    public Task<ChangeOutcome> EndAsync(ActRequest request) =>
        ActAsync(
            request,
            async (seen, _) =>
                await CountedAsync(seen) is { Value: { } record } counted
                    ? EndOf(counted, act: Act.After(record.Act, ActKinds.End, request, _clock.Now))
                    : ChangeOutcome.Failed
        );

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

    /// <summary>
    /// The row with its activation counted. An older version may not have counted it yet, and after the end nothing
    /// could count it.
    /// </summary>
    /// <returns><c>null</c> when the activation could not be counted.</returns>
    private async Task<Stored<UserRecord>?> CountedAsync(Stored<UserRecord> seen) =>
        seen.Value is not { ActiveAtOnce: true, ActivationAttempt: null } ? seen
        : await ActivateAsync() is ChangeOutcome.Failed or ChangeOutcome.Unknown ? null
        : await _row.LoadAsync();

    /// <param name="token">The activation token that ends the account; <c>null</c> when a password does.</param>
    /// <param name="act">The act of an operator who ends the account; <c>null</c> when its owner does.</param>
    private Attempt EndOf(Stored<UserRecord> seen, MailToken? token = null, Act? act = null)
    {
        var record = seen.Value!;
        var message = NewCleanUp();
        var ended = record.End(message.Attempt, _clock.Now) with
        {
            Tokens = token is null ? null : MailedTokens.ConsumeOnly(record.Tokens ?? [], token),
            Act = act ?? record.Act,
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
