using Orleans.Storage;
using OrleansRegistration.Audit;
using OrleansRegistration.Storage;
using OrleansRegistration.Users;

namespace OrleansRegistration.Tree;

/// <inheritdoc cref="ITreeGrain"/>
/// <remarks>
/// Only moves change who is above an account. Each begins with a write of this grain's row against the version on which
/// its way upward was checked. So of two moves that would make a circle one meets a conflict, also if two activations
/// make them. The row holds the whole move, and the next one first does it again, which changes nothing if it was done.
/// </remarks>
[GrainType(GrainTypes.Tree)]
internal sealed class TreeGrain : Grain, ITreeGrain
{
    private const int MaxDepth = 10_000;

    private readonly GrainRow<TreeRecord> _row;

    public TreeGrain(IGrainContext context) => _row = new(GrainTypes.Tree, context);

    public async Task<MoveOutcome> MoveAsync(UserId user, UserId inviter, ActRequest request)
    {
        var seen = await _row.ReadAsync();
        if (seen.Value?.Move is { } last && !await IsDoneAsync(last))
        {
            return MoveOutcome.Failed;
        }

        if (seen.Value?.Move?.Request == request.Id)
        {
            return MoveOutcome.Done;
        }

        if (await CheckAsync(user, inviter) is { } refusal)
        {
            return refusal;
        }

        var move = new TreeMove(user, inviter, request.Id, request.Actor, request.Reason);
        try
        {
            await _row.WriteAsync(new() { Move = move }, seen.Version);
        }
        catch (InconsistentStateException)
        {
            return MoveOutcome.Failed; // another move came first
        }

        return await IsDoneAsync(move) ? MoveOutcome.Done : MoveOutcome.Failed;
    }

    public async Task<Guid?> FindLastAsync() => (await _row.ReadAsync()).Value?.Move?.Request;

    private async Task<MoveOutcome?> CheckAsync(UserId user, UserId inviter)
    {
        if (await GrainFactory.GetUser(user).FindInviterAsync() is not { Exists: true } place)
        {
            return MoveOutcome.NoAccount;
        }

        if (place.Inviter == inviter)
        {
            return MoveOutcome.Unchanged;
        }

        var depth = 0;
        for (UserId? above = inviter; above is { } one; depth++)
        {
            if (one == user)
            {
                return MoveOutcome.Circle;
            }

            if (depth > MaxDepth)
            {
                return MoveOutcome.TooDeep;
            }

            var next = await GrainFactory.GetUser(one).FindInviterAsync();
            if (depth == 0 && !next.Exists)
            {
                return MoveOutcome.NoInviter;
            }

            above = next.Inviter;
        }

        return null;
    }

    private async Task<bool> IsDoneAsync(TreeMove move) =>
        await GrainFactory.GetUser(move.User).MoveUnderAsync(move.Inviter, new(move.Request, move.Actor, move.Reason))
            is ChangeOutcome.Done
                or ChangeOutcome.Unchanged
                or ChangeOutcome.NoAccount;
}
