using OrleansRegistration.Names;

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
            var wanted = new NameClaim(NameKind.Nickname, nickname.Key);
            var name = new NameReservation(GrainFactory.GetReservation(wanted), Id, attempt);
            return new Attempt(seen)
            {
                Claim = async () =>
                    await name.ReserveAsync()
                    && !await IsHeldUnderAnyAsync(nickname.Claims.Where(claim => claim != wanted))
                        ? ClaimOutcome.Granted
                        : ClaimOutcome.Refused,
                Next = () =>
                    record with
                    {
                        Nickname = nickname.Value,
                        NicknameKey = nickname.Key,
                        RenameAttempt = attempt,
                    },
                Shows = committed => committed.RenameAttempt == attempt,
                Withdraw = name.WithdrawAsync,
                Effects = () => ReleaseAsync(new(NameKind.Nickname, record.NicknameKey), wanted),
            };
        });
}
