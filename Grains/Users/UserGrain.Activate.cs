using OrleansRegistration.InvitationCodes;
using OrleansRegistration.Mail;
using OrleansRegistration.Outbox;
using OrleansRegistration.Storage;

namespace OrleansRegistration.Users;

/// <summary>Activation, by a mailed token or without.</summary>
internal sealed partial class UserGrain
{
    public Task<ChangeOutcome> ActivateAsync() =>
        ChangeAsync(seen =>
            seen.Value is not { Status: UserStatus.Live } record ? ChangeOutcome.NoAccount
            : record.ActivationAttempt is not null ? ChangeOutcome.Unchanged
            : ActivationOf(seen, record)
        );

    // Every attempt checks the token on the version that it commits against: after a conflict the address may be
    // another one (docs/adr/0026-correcting-an-address.md). All sessions end, because another person may have signed up
    // with this address, and be signed in.
    public async Task<MailTokenResult> ActivateAsync(MailToken token)
    {
        var check = MailTokenOutcome.Accepted;
        var outcome = await ChangeAsync(seen =>
            (check = Check(seen, token, MailKind.Activation)) is MailTokenOutcome.Accepted
                ? ActivationOf(seen, seen.Value!.NextGeneration())
                : ChangeOutcome.Unchanged
        );
        return check is not MailTokenOutcome.Accepted ? new(check)
            : outcome is ChangeOutcome.Done
                ? new(MailTokenOutcome.Accepted, (await _row.LoadAsync()).Value!.ToAccount(Id))
            : new(OfToken(outcome));
    }

    /// <param name="record">The record that is to be active.</param>
    private Attempt ActivationOf(Stored<UserRecord> seen, UserRecord record)
    {
        var attempt = Guid.NewGuid();
        var message = record.InviterCode is { } code
            ? new OutboxMessage(attempt, Id, RedemptionKind.Activated, code)
            : null;
        var activated = record with { ActivationAttempt = attempt };
        return new(seen)
        {
            Message = message,
            Claim = message is null ? null : () => ClaimActivationAsync(message, seen.Version),
            Next = () => activated,
            Shows = committed => committed.ActivationAttempt == attempt,
        };
    }

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
