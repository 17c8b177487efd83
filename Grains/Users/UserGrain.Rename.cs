using OrleansRegistration.Names;
using OrleansRegistration.Storage;

namespace OrleansRegistration.Users;

/// <summary>The change of the nickname, and of a username that must be changed.</summary>
internal sealed partial class UserGrain
{
    public Task<ChangeOutcome> RenameAsync(Nickname nickname) =>
        ChangeAsync(seen =>
            Open(seen) is not { } record ? ChangeOutcome.NoAccount
            : record.Nickname == nickname.Value && !record.MustChange(NameKind.Nickname) ? ChangeOutcome.Unchanged
            : RenameOf(
                seen,
                new(NameKind.Nickname, record.NicknameKey),
                new(NameKind.Nickname, nickname.Key),
                nickname.Claims,
                record with
                {
                    Nickname = nickname.Value,
                    NicknameKey = nickname.Key,
                }
            )
        );

    public Task<ChangeOutcome> ChangeUsernameAsync(Username username) =>
        ChangeAsync(seen =>
            Open(seen) is not { } record ? ChangeOutcome.NoAccount
            : record.MustChange(NameKind.Username)
                ? RenameOf(
                    seen,
                    new(NameKind.Username, record.UsernameKey),
                    new(NameKind.Username, username.Key),
                    username.Claims,
                    record with
                    {
                        Username = username.Value,
                        UsernameKey = username.Key,
                    }
                )
            : record.Username == username.Value ? ChangeOutcome.Unchanged
            : ChangeOutcome.NameFinal
        );

    /// <param name="claims">Every claim under which an account may have the wanted name.</param>
    /// <param name="named">The record with the wanted name.</param>
    private Attempt RenameOf(
        Stored<UserRecord> seen,
        NameClaim old,
        NameClaim wanted,
        IEnumerable<NameClaim> claims,
        UserRecord named
    )
    {
        var attempt = Guid.NewGuid();
        var name = new NameReservation(GrainFactory.GetReservation(wanted), Id, attempt);
        var renamed = named with { RenameAttempt = attempt, Imported = named.Imported?.Without(wanted.Kind) };
        return new(seen)
        {
            Claim = async () =>
                await name.ReserveAsync() && !await IsHeldUnderAnyAsync(claims.Where(claim => claim != wanted))
                    ? ClaimOutcome.Granted
                    : ClaimOutcome.Refused,
            Next = () => renamed,
            Shows = committed => committed.RenameAttempt == attempt,
            Withdraw = name.WithdrawAsync,
            Effects = () => ReleaseAsync(old, wanted),
        };
    }
}
