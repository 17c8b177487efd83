using Orleans.Concurrency;
using OrleansRegistration.Names;
using OrleansRegistration.Users;

namespace OrleansRegistration.Reservations;

/// <summary>Decides who gets one name; key <c>&lt;kind&gt;/&lt;uniqueness key&gt;</c>.</summary>
public interface IReservationGrain : IGrainWithStringKey
{
    /// <summary>
    /// Grants the name to <paramref name="attempt"/> of <paramref name="user"/>, after a compare-and-swap write made by
    /// this very call (docs/protocol.md#rule-9).
    /// </summary>
    /// <returns><c>false</c> when another user has the name or has a claim of it in lease.</returns>
    [Alias("reserve")]
    Task<bool> ReserveAsync(UserId user, Guid attempt);

    /// <summary>
    /// Withdraws the claim of <paramref name="attempt"/>, which must be over and surely never commit
    /// (docs/protocol.md#rule-10). Deletes the row if it names that attempt. If the row is shared, only ends its lease.
    /// Changes nothing when the row names another attempt.
    /// </summary>
    [Alias("withdraw")]
    Task WithdrawAsync(Guid attempt);

    /// <summary>
    /// Releases the name if its row names <paramref name="owner"/> and the owner gives a binding "no". The row is
    /// deleted, so the name is available at once and nothing shows its former owner. Otherwise changes nothing.
    /// </summary>
    [Alias("forget")]
    Task ReleaseAsync(UserId owner);

    /// <summary>
    /// The owner of the last reservation; <c>null</c> without one. Only the owner's record says whether the reservation
    /// stands.
    /// </summary>
    [Alias("find-owner"), ReadOnly]
    Task<UserId?> FindOwnerAsync();

    /// <summary>
    /// Whether a user's record has the name, or a claim of it is in lease. Only looks: writes nothing.
    /// </summary>
    [Alias("is-taken"), ReadOnly]
    Task<bool> IsTakenAsync();
}

/// <summary>Decides who gets one username.</summary>
[Alias("IUsernameReservationGrain"), GrainInterfaceType(GrainTypes.Username)]
public interface IUsernameReservationGrain : IReservationGrain;

/// <summary>Decides who gets one nickname.</summary>
[Alias("INicknameReservationGrain"), GrainInterfaceType(GrainTypes.Nickname)]
public interface INicknameReservationGrain : IReservationGrain;

/// <summary>Decides who gets one e-mail address.</summary>
[Alias("IEmailReservationGrain"), GrainInterfaceType(GrainTypes.Email)]
public interface IEmailReservationGrain : IReservationGrain;
