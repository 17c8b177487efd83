using Microsoft.Extensions.DependencyInjection;
using Orleans.GrainDirectory;
using Orleans.Placement;
using Orleans.Storage;
using OrleansRegistration.Leases;
using OrleansRegistration.Names;
using OrleansRegistration.Placement;
using OrleansRegistration.Storage;
using OrleansRegistration.Users;

namespace OrleansRegistration.Reservations;

/// <summary>
/// The protocol of all three kinds of names (docs/protocol.md#rule-9 to docs/protocol.md#rule-11). Calls do not
/// interleave.
/// </summary>
internal abstract class ReservationGrain : Grain, IReservationGrain
{
    // Other silos have activations of the same name, and a sign-up inserts the row without any of them. So the memory
    // of a row is trusted for a moment only: enough to refuse the many who race for one name.
    private static readonly TimeSpan TrustedFor = TimeSpan.FromSeconds(1);

    private readonly LeaseClock _leases;
    private readonly GrainRow<Reservation> _storedRow;
    private Stored<Reservation>? _row;
    private DateTimeOffset _trustedUntil; // the row in memory, by the steady clock
    private int _calls; // of this activation

    // A "yes" of the owner, kept for at most one lease and only to refuse (docs/protocol.md#rule-11).
    private (UserId Owner, DateTimeOffset Until)? _held;

    protected ReservationGrain(string grainType, IGrainContext context)
    {
        _leases = context.ActivationServices.GetRequiredService<LeaseClock>();
        _storedRow = new(grainType, context);
    }

    private Stored<Reservation>? Trusted => _trustedUntil > _leases.Steady ? _row : null;

    private NameClaim Claim => GrainKeys.ParseName(this.GetPrimaryKeyString());

    public async Task<bool> ReserveAsync(UserId user, Guid attempt)
    {
        _calls++;

        // Insert first: most names are new, and a conflict shows the others (docs/evidence.md#insert-first).
        for (var seen = Trusted ?? new(null, 0); ; seen = await LoadAsync())
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
                LeaveMemory();
                return true;
            }
        }
    }

    public async Task WithdrawAsync(Guid attempt)
    {
        _calls++;
        for (
            var seen = await ReadAsync();
            seen.Value is { } reservation && reservation.Attempt == attempt;
            seen = await ReadAsync()
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

        LeaveMemory();
    }

    public async Task ReleaseAsync(UserId owner)
    {
        for (var seen = await ReadAsync(); seen.Value?.Owner == owner; seen = await ReadAsync())
        {
            // Ask always, also during the lease, and ignore a remembered "yes": only the owner's "no" makes this safe.
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

    public async Task<bool> IsTakenAsync()
    {
        _calls++;
        if ((await LoadAsync()).Value is not { } reservation)
        {
            LeaveMemory();
            return false;
        }

        return !_leases.HasPassed(reservation.LeaseEnd)
            || await GrainFactory.GetClaimOwner(reservation.Owner).ConfirmsAsync(Claim);
    }

    /// <summary>
    /// Leaves memory after a first call, because most names are not needed again soon
    /// (docs/adr/0008-batched-storage-and-memory.md). A name that is called again is contended and stays until it is
    /// idle: whenever a grain leaves memory, Orleans forwards all calls that wait, and only so often.
    /// </summary>
    private void LeaveMemory()
    {
        if (_calls == 1)
        {
            DeactivateOnIdle();
        }
    }

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

    // A row that is absent is read again: a sign-up may insert it without this grain.
    private Task<Stored<Reservation>> LoadAsync() =>
        Trusted is { Value: not null } known ? Task.FromResult(known) : ReadAsync();

    private async Task<Stored<Reservation>> ReadAsync()
    {
        var until = _leases.Steady + TrustedFor;
        (_row, _trustedUntil) = (await _storedRow.ReadAsync(), until);
        return _row.Value;
    }

    /// <returns><c>false</c> when the row has another version by now; the next load reads it again.</returns>
    private async Task<bool> TryChangeAsync(Func<Task<Stored<Reservation>>> change)
    {
        try
        {
            var until = _leases.Steady + TrustedFor;
            (_row, _trustedUntil) = (await change(), until);
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

[GrainType(GrainTypes.Username), PreferLocalPlacement, GrainDirectory(GrainDirectoryName = SiloDirectory.Name)]
internal sealed class UsernameReservationGrain(IGrainContext context)
    : ReservationGrain(GrainTypes.Username, context),
        IUsernameReservationGrain;

[GrainType(GrainTypes.Nickname), PreferLocalPlacement, GrainDirectory(GrainDirectoryName = SiloDirectory.Name)]
internal sealed class NicknameReservationGrain(IGrainContext context)
    : ReservationGrain(GrainTypes.Nickname, context),
        INicknameReservationGrain;

[GrainType(GrainTypes.Email), PreferLocalPlacement, GrainDirectory(GrainDirectoryName = SiloDirectory.Name)]
internal sealed class EmailReservationGrain(IGrainContext context)
    : ReservationGrain(GrainTypes.Email, context),
        IEmailReservationGrain;
