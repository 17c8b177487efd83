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
        var (address, old) = (EmailOf(email.Key), EmailOf(record.EmailKey));
        var corrected = record.WithEmail(email, message.Attempt, _clock.Now);
        var isRefused = false;
        return new(seen)
        {
            Message = message,
            Claim = async () =>
            {
                isRefused = !await address.ReserveAsync(Id, message.Attempt);
                if (isRefused)
                {
                    return ClaimOutcome.Refused;
                }

                await EnlistAsync(message);
                return ClaimOutcome.Granted;
            },
            Next = () => corrected,
            Shows = committed => committed.CorrectionAttempt == message.Attempt,
            Withdraw = () => isRefused ? Task.CompletedTask : address.WithdrawAsync(message.Attempt),

            // Makes the old address available at once. If this fails, its lease makes it available.
            Effects = () =>
                Task.WhenAll(
                    CleanUpNowAsync(message),
                    record.EmailKey == email.Key ? Task.CompletedTask : TryAsync(() => old.ReleaseAsync(Id))
                ),
        };
    }

    private Reservations.IReservationGrain EmailOf(string key) => GrainFactory.GetReservation(new(NameKind.Email, key));
}
