using OrleansRegistration.Audit;
using OrleansRegistration.Mail;

namespace OrleansRegistration.Users;

/// <summary>An operator disables or enables the account.</summary>
internal sealed partial class UserGrain
{
    public async Task<ChangeOutcome> SetDisabledAsync(bool disabled, ActRequest request)
    {
        var outcome = await ActAsync(
            request,
            (seen, record) =>
                record.Disabled is true == disabled
                    ? ChangeOutcome.Unchanged
                    : ActOf(
                        seen,
                        record with
                        {
                            Disabled = disabled ? true : null,
                        },
                        disabled ? ActKinds.Disable : ActKinds.Enable,
                        request
                    )
        );

        if (
            outcome is ChangeOutcome.Done or ChangeOutcome.Unchanged
            && (await _row.LoadAsync()).Value?.IsOwedActivationMail(_clock.Now) is true
        )
        {
            // The mail left the queue while the account was disabled. If this call fails, a repeat makes it again.
            await GrainFactory.GetMail(Id).RequeueAsync(Id, MailKind.Activation);
        }

        return outcome;
    }
}
