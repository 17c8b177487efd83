using Microsoft.Extensions.DependencyInjection;
using Orleans.Placement;
using Orleans.Storage;
using OrleansRegistration.Leases;
using OrleansRegistration.Names;
using OrleansRegistration.Storage;
using OrleansRegistration.Users;

namespace OrleansRegistration.Reservations;

/// <summary>The one rule of all three kinds of names (protocol.md, rules 9–11). Calls come one at a time.</summary>
internal abstract class ReservationGrain : Grain, IReservationGrain
{
    private readonly NameKind _kind;
    private readonly LeaseClock _leases;
    private readonly GrainRow<Reservation> _storedRow;
    private Stored<Reservation>? _row;

    // A "yes" of the owner, remembered for at most one lease and only to refuse (rule 11).
    private (UserId Owner, DateTimeOffset Until)? _held;

    protected ReservationGrain(NameKind kind, string grainType, IGrainContext context)
    {
        _kind = kind;
        _leases = context.ActivationServices.GetRequiredService<LeaseClock>();
        _storedRow = new(grainType, context);
    }

    private NameClaim Claim
    {
        get
        {
            var key = this.GetPrimaryKeyString();
            return new(_kind, key[(key.IndexOf('/', StringComparison.Ordinal) + 1)..]);
        }
    }

    public async Task<bool> ReserveAsync(UserId user, Guid attempt)
    {
        // Insert first: most names are new, and a conflict tells (evidence.md).
        for (var seen = _row ?? new(null, 0); ; seen = await LoadAsync())
        {
            if (
                seen.Value is { } reservation
                && reservation.Owner != user
                && (!_leases.HasPassed(reservation.LeaseEnd) || await OwnerHoldsAsync(reservation.Owner))
            )
            {
                return false;
            }

            if (
                await TryChangeAsync(() =>
                    _storedRow.WriteAsync(Reservation.Grant(seen.Value, user, attempt, _leases.End), seen.Version)
                )
            )
            {
                // Seldom asked again soon. Only after a grant: a name that is fought over stays (docs/adr/0008).
                DeactivateOnIdle();
                return true;
            }
        }
    }

    public async Task WithdrawAsync(Guid attempt)
    {
        for (
            var seen = await LoadAsync();
            seen.Value is { } reservation && reservation.Attempt == attempt;
            seen = await LoadAsync()
        )
        {
            if (
                await TryChangeAsync(() =>
                    reservation.Shared is true
                        ? _storedRow.WriteAsync(reservation with { LeaseEnd = _leases.Now }, seen.Version)
                        : _storedRow.DeleteAsync(seen.Version)
                )
            )
            {
                break;
            }
        }

        // A burst of refusals leaves nothing in memory either.
        DeactivateOnIdle();
    }

    public async Task ForgetAsync(UserId owner)
    {
        for (var seen = await LoadAsync(); seen.Value?.Owner == owner; seen = await LoadAsync())
        {
            // Not by what was remembered, and in the lease too: the owner's "no" is what makes it safe.
            if (
                await GrainFactory.GetClaimOwner(owner).HoldsAsync(Claim) is Holding.Held
                || await TryChangeAsync(() => _storedRow.DeleteAsync(seen.Version))
            )
            {
                return;
            }
        }
    }

    public async Task<UserId?> FindOwnerAsync() => (await LoadAsync()).Value?.Owner;

    public async Task<bool> IsTakenAsync() =>
        (await LoadAsync()).Value is { } reservation
        && (
            !_leases.HasPassed(reservation.LeaseEnd)
            || await GrainFactory.GetClaimOwner(reservation.Owner).ConfirmsAsync(Claim)
        );

    private async Task<bool> OwnerHoldsAsync(UserId owner)
    {
        if (_held is { } yes && yes.Owner == owner && yes.Until > _leases.Steady)
        {
            return true;
        }

        var until = _leases.Steady + _leases.Longest;
        var holds = await GrainFactory.GetClaimOwner(owner).HoldsAsync(Claim) is Holding.Held;
        _held = holds ? (owner, until) : null;
        return holds;
    }

    private async Task<Stored<Reservation>> LoadAsync() => _row ??= await _storedRow.ReadAsync();

    /// <returns><c>false</c> when the row has another version by now; it is read again next time.</returns>
    private async Task<bool> TryChangeAsync(Func<Task<Stored<Reservation>>> change)
    {
        try
        {
            _row = await change();
            return true;
        }
        catch (InconsistentStateException)
        {
            _row = null;
            return false;
        }
        catch (StorageUnavailableException)
        {
            _row = null;
            DeactivateOnIdle();
            throw;
        }
    }
}

[GrainType("username"), PreferLocalPlacement]
internal sealed class UsernameReservationGrain(IGrainContext context)
    : ReservationGrain(NameKind.Username, "username", context),
        IUsernameReservationGrain;

[GrainType("nickname"), PreferLocalPlacement]
internal sealed class NicknameReservationGrain(IGrainContext context)
    : ReservationGrain(NameKind.Nickname, "nickname", context),
        INicknameReservationGrain;

[GrainType("email"), PreferLocalPlacement]
internal sealed class EmailReservationGrain(IGrainContext context)
    : ReservationGrain(NameKind.Email, "email", context),
        IEmailReservationGrain;
