using OrleansRegistration.Audit;
using OrleansRegistration.InvitationCodes;

namespace OrleansRegistration.Users;

/// <summary>The place of the account in the tree of invitations.</summary>
internal sealed partial class UserGrain
{
    public async Task<InviterOfUser> FindInviterAsync() =>
        (await _row.ReadAsync()).Value is { Status: not UserStatus.Tombstone } record
            ? new(true, record.MovedUnder ?? await OwnerAsync(record.InviterCode))
            : default;

    // A call of an earlier activation of the tree may come late, when other moves have followed. The next move is begun
    // only when this one is done, so the tree is asked after the look at the own row, and that version is written.
    public async Task<ChangeOutcome> MoveUnderAsync(UserId inviter, ActRequest request)
    {
        var from = (await FindInviterAsync()).Inviter;
        return await ChangeAsync(
            async seen =>
                seen.Value is not { Status: not UserStatus.Tombstone } record ? ChangeOutcome.NoAccount
                : record.MovedUnder == inviter || await GrainFactory.GetTree().FindLastAsync() != request.Id
                    ? ChangeOutcome.Unchanged
                : ActOf(
                    seen,
                    record with
                    {
                        MovedUnder = inviter,
                    },
                    ActKinds.Move,
                    request,
                    ("from", from?.ToString()),
                    ("under", inviter.ToString())
                ),
            _row.ReadAsync
        );
    }

    private async Task<UserId?> OwnerAsync(InvitationCode? code) =>
        code is not null && await GrainFactory.GetCode(code).FindOwnerAsync() is { } owner && owner != Id
            ? owner
            : null;
}
