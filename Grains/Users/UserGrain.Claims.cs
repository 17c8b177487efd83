using Orleans.Storage;
using OrleansRegistration.InvitationCodes;
using OrleansRegistration.Names;
using OrleansRegistration.Outbox;
using OrleansRegistration.Storage;

namespace OrleansRegistration.Users;

/// <summary>Claims that several changes make.</summary>
internal sealed partial class UserGrain
{
    private const int MaxCodesTried = 5;

    /// <summary>Makes claims that may fail but that nobody can refuse.</summary>
    private static async Task<ClaimOutcome> GrantedAfterAsync(Task claims)
    {
        await claims;
        return ClaimOutcome.Granted;
    }

    private async Task EnlistAsync(OutboxMessage message)
    {
        try
        {
            await GrainFactory.GetOutbox(Id).EnlistAsync(message);
        }
        catch (InconsistentStateException)
        {
            // The shard's memory was behind its row. Nothing was written, and its next activation reads the row.
            await GrainFactory.GetOutbox(Id).EnlistAsync(message);
        }
    }

    private async Task<InvitationCode> IssueCodeAsync(Guid attempt)
    {
        for (var tries = 0; tries < MaxCodesTried; tries++)
        {
            var code = InvitationCode.Generate();
            if (await GrainFactory.GetCode(code).IssueAsync(Id, attempt))
            {
                return code;
            }
        }

        throw new StorageUnavailableException("No free invitation code was found.");
    }

    /// <summary>
    /// Whether another account holds a name under a key that older versions made for it (docs/adr/0021-names.md).
    /// Nobody reserves these keys any more, so a look is enough. A row that its owner does not hold is released.
    /// </summary>
    private async Task<bool> IsHeldUnderAnyAsync(IEnumerable<NameClaim> oldClaims)
    {
        foreach (var old in oldClaims)
        {
            var reservation = GrainFactory.GetReservation(old);
            if (await reservation.FindOwnerAsync() is { } owner && owner != Id)
            {
                await reservation.ReleaseAsync(owner);
                if (await reservation.FindOwnerAsync() is not null)
                {
                    return true;
                }
            }
        }

        return false;
    }

    /// <summary>
    /// Makes a replaced name available at once. If this fails, the end of its lease makes the name available.
    /// </summary>
    private Task ReleaseAsync(NameClaim old, NameClaim current) =>
        old == current ? Task.CompletedTask : TryAsync(() => GrainFactory.GetReservation(old).ReleaseAsync(Id));
}
