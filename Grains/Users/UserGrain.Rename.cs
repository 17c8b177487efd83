using OrleansRegistration.Names;
using OrleansRegistration.Reservations;

namespace OrleansRegistration.Users;

/// <summary>The change of the nickname.</summary>
internal sealed partial class UserGrain
{
    public Task<ChangeOutcome> RenameAsync(Nickname nickname) =>
        ChangeAsync(seen =>
        {
            if (Open(seen) is not { } record)
            {
                return ChangeOutcome.NoAccount;
            }

            if (record.Nickname == nickname.Value)
            {
                return ChangeOutcome.Unchanged;
            }

            var attempt = Guid.NewGuid();
            var (name, old) = (NicknameOf(nickname.Key), NicknameOf(record.NicknameKey));
            var isRefused = false;
            return new Attempt(seen)
            {
                Claim = async () =>
                {
                    isRefused = !await name.ReserveAsync(Id, attempt);
                    return
                        isRefused
                        || await IsHeldUnderAnyAsync(nickname.Claims.Where(claim => claim.Key != nickname.Key))
                        ? ClaimOutcome.Refused
                        : ClaimOutcome.Granted;
                },
                Next = () =>
                    record with
                    {
                        Nickname = nickname.Value,
                        NicknameKey = nickname.Key,
                        RenameAttempt = attempt,
                    },
                Shows = committed => committed.RenameAttempt == attempt,
                Withdraw = () => isRefused ? Task.CompletedTask : name.WithdrawAsync(attempt),

                // Makes the old nickname available at once. If this fails, its lease makes it available.
                Effects = () =>
                    record.NicknameKey == nickname.Key ? Task.CompletedTask : TryAsync(() => old.ReleaseAsync(Id)),
            };
        });

    private IReservationGrain NicknameOf(string key) => GrainFactory.GetReservation(new(NameKind.Nickname, key));
}
