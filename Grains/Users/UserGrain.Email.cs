using OrleansRegistration.Names;
using OrleansRegistration.Storage;

namespace OrleansRegistration.Users;

/// <summary>The correction of the e-mail address (docs/adr/0026-correcting-an-address.md).</summary>
internal sealed partial class UserGrain
{
    public Task<ChangeOutcome> CorrectEmailAsync(EmailAddress email, string password, Guid? session = null) =>
        ChangeAsync(async seen =>
            Open(seen) is not { } record ? ChangeOutcome.NoAccount
            : record.IsActive ? ChangeOutcome.AlreadyActive
            : await VerifyInSessionAsync(password, record, session) is { } refusal ? refusal
            : record.Email == email.Value ? ChangeOutcome.Unchanged
            : CorrectionOf(seen, email)
        );

    private Attempt CorrectionOf(Stored<UserRecord> seen, EmailAddress email)
    {
        var record = seen.Value!;
        var message = NewCleanUp();
        var wanted = new NameClaim(NameKind.Email, email.Key);
        var address = new NameReservation(GrainFactory.GetReservation(wanted), Id, message.Attempt);
        var corrected = record.WithEmail(email, message.Attempt, _clock.Now);
        return new(seen)
        {
            Message = message,
            Claim = async () =>
            {
                if (!await address.ReserveAsync())
                {
                    return ClaimOutcome.Refused;
                }

                await EnlistAsync(message);
                return ClaimOutcome.Granted;
            },
            Next = () => corrected,
            Shows = committed => committed.CorrectionAttempt == message.Attempt,
            Withdraw = address.WithdrawAsync,
            Effects = () =>
                Task.WhenAll(CleanUpNowAsync(message), ReleaseAsync(new(NameKind.Email, record.EmailKey), wanted)),
        };
    }
}
