using OrleansRegistration.Audit;
using OrleansRegistration.InvitationCodes;
using OrleansRegistration.Mail;
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

    // Sessions go on: the operator vouches for the person who signed up.
    public Task<ChangeOutcome> ActivateAsync(ActRequest request) =>
        ActAsync(
            request,
            (seen, record) =>
                record.IsActive
                    ? ChangeOutcome.Unchanged
                    : ActivationOf(
                        seen,
                        record with
                        {
                            Act = Act.After(record.Act, ActKinds.Activate, request, _clock.Now),
                        }
                    )
        );

    /// <param name="record">The record that is to be active.</param>
    private Attempt ActivationOf(Stored<UserRecord> seen, UserRecord record)
    {
        var attempt = Guid.NewGuid();
        var redemption = record.InviterCode is { } code
            ? new Redemption(code, new(attempt, Id, seen.Version, RedemptionKind.Activated))
            : null;
        var activated = record with { ActivationAttempt = attempt, ActivatedAt = _clock.Now };
        return new(seen)
        {
            Redemption = redemption,
            Claim = redemption is null ? null : () => ClaimActivationAsync(redemption),
            Next = () => activated,
            Shows = committed => committed.ActivationAttempt == attempt,
        };
    }

    private async Task<ClaimOutcome> ClaimActivationAsync(Redemption redemption) =>
        await _redemptions.RedeemAsync(redemption) is RedeemOutcome.Granted
            ? ClaimOutcome.Granted
            : throw new StorageUnavailableException("The inviter's code did not take the redemption.");
}
