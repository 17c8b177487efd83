using OrleansRegistration.Audit;
using OrleansRegistration.Mail;
using OrleansRegistration.Operators;

namespace OrleansRegistration.Users;

/// <summary>An operator disables or enables the account.</summary>
internal sealed partial class UserGrain
{
    public async Task<ChangeOutcome> SetDisabledAsync(bool disabled, ActRequest request)
    {
        var outcome = await ActAsync(
            request,
            (seen, record) =>
                // Otherwise a stolen key could shut out every administrator.
                disabled && record.Role is Role.Admin && request.Actor.Kind is ActorKind.Service
                    ? ChangeOutcome.NotAllowed
                : (disabled ? record.Disabled is true : !record.IsDisabled) ? ChangeOutcome.Unchanged
                : disabled ? ActOf(seen, record with { Disabled = true }, ActKinds.Disable, request)
                : ActOf(seen, record.Enabled(), ActKinds.Enable, request)
        );
        await RequeueOwedMailAsync(outcome);
        return outcome;
    }

    /// <summary>
    /// Queues the activation mail that left the queue while the account was disabled. If this fails, a repeat of the
    /// act makes it again.
    /// </summary>
    private async Task RequeueOwedMailAsync(ChangeOutcome outcome)
    {
        if (
            outcome is ChangeOutcome.Done or ChangeOutcome.Unchanged
            && (await _row.LoadAsync()).Value?.IsOwedActivationMail(_clock.Now) is true
        )
        {
            await GrainFactory.GetMail(Id).RequeueAsync(Id, MailKind.Activation);
        }
    }
}
