using OrleansRegistration.InvitationCodes;
using OrleansRegistration.Mail;
using OrleansRegistration.Outbox;
using OrleansRegistration.Storage;

namespace OrleansRegistration.Users;

/// <summary>Activation, by a mailed token or without.</summary>
internal sealed partial class UserGrain
{
    public Task<ChangeOutcome> ActivateAsync() => ActivateAsync(byMail: false);

    public async Task<MailTokenResult> ActivateAsync(MailToken token)
    {
        var check = await CheckTokenAsync(token, MailKind.Activation);
        if (check is not MailTokenOutcome.Accepted)
        {
            return new(check);
        }

        return await ActivateAsync(byMail: true) switch
        {
            ChangeOutcome.Done => new(MailTokenOutcome.Accepted, (await _row.LoadAsync()).Value!.ToAccount(Id)),
            ChangeOutcome.Unchanged => new(MailTokenOutcome.AlreadyActive),
            ChangeOutcome.NoAccount => new(MailTokenOutcome.Expired), // the account lapsed meanwhile
            var outcome => new(OfToken(outcome)),
        };
    }

    /// <param name="byMail">
    /// Ends all sessions: another person may have signed up with this address, and be signed in.
    /// </param>
    private Task<ChangeOutcome> ActivateAsync(bool byMail) =>
        ChangeAsync(seen =>
        {
            if (seen.Value is not { Status: UserStatus.Live } record)
            {
                return ChangeOutcome.NoAccount;
            }

            if (record.ActivationAttempt is not null)
            {
                return ChangeOutcome.Unchanged;
            }

            var attempt = Guid.NewGuid();
            var message = record.InviterCode is { } code
                ? new OutboxMessage(attempt, Id, RedemptionKind.Activated, code)
                : null;
            var activated = (byMail ? record.NextGeneration() : record) with { ActivationAttempt = attempt };
            return new Attempt(seen)
            {
                Message = message,
                Claim = message is null ? null : () => ClaimActivationAsync(message, seen.Version),
                Next = () => activated,
                Shows = committed => committed.ActivationAttempt == attempt,
            };
        });

    private async Task<ClaimOutcome> ClaimActivationAsync(OutboxMessage message, long startVersion)
    {
        var redeemed = GrainFactory
            .GetCode(message.Code!)
            .RedeemAsync(new(message.Attempt, Id, startVersion, message.Kind));
        await Task.WhenAll(redeemed, EnlistAsync(message));
        return await redeemed is RedeemOutcome.Granted
            ? ClaimOutcome.Granted
            : throw new StorageUnavailableException("The inviter's code did not take the redemption.");
    }
}
