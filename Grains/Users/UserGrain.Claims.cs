using Orleans.Storage;
using OrleansRegistration.InvitationCodes;
using OrleansRegistration.Names;
using OrleansRegistration.Outbox;
using OrleansRegistration.Reservations;
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

    /// <summary>
    /// Reserves a name. Inserts the row of a username or an address here, because most are new; their grains are called
    /// when there is a row already (docs/adr/0030-claims-without-grains-counts-without-writes.md).
    /// </summary>
    /// <returns><c>false</c> when another user holds the name, or is just taking it.</returns>
    private async Task<bool> ReserveAsync(NameClaim name, Guid attempt)
    {
        var isGranted =
            name.Kind is not NameKind.Nickname
            && await TryInsertAsync(
                GrainTypes.Of(name.Kind),
                GrainKeys.ForName(name.Kind, name.Key),
                Reservation.Grant(null, Id, attempt, _leases.End)
            );
        return isGranted || await GrainFactory.GetReservation(name).ReserveAsync(Id, attempt);
    }

    /// <param name="terms">What the account's record says of its codes; <c>null</c> for nothing.</param>
    private async Task<InvitationCode> IssueCodeAsync(Guid attempt, OwnerTerms? terms)
    {
        for (var tries = 0; tries < MaxCodesTried; tries++)
        {
            var code = InvitationCode.Generate();
            var issued = new InvitationCodeRecord
            {
                Owner = Id,
                Attempt = attempt,
                LeaseEnd = _leases.End,
                OwnerTerms = terms,
            };
            if (await TryInsertAsync(GrainTypes.Code, code.GrainKey, issued))
            {
                return code;
            }
        }

        throw new StorageUnavailableException("No free invitation code was found.");
    }

    /// <summary>Inserts the row of a claim without its grain.</summary>
    /// <returns><c>false</c> when the row exists.</returns>
    /// <exception cref="StorageUnavailableException">It is unknown whether the row was inserted.</exception>
    private async Task<bool> TryInsertAsync<T>(string grainType, string key, T claim)
        where T : class
    {
        try
        {
            await new GrainRow<T>(grainType, GrainContext, key).WriteAsync(claim, version: 0);
            return true;
        }
        catch (InconsistentStateException)
        {
            return false;
        }
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
