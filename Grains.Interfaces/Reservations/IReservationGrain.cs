using Orleans.Concurrency;
using OrleansRegistration.Names;
using OrleansRegistration.Users;

namespace OrleansRegistration.Reservations;

/// <summary>Who gets one name. Its key holds the name: <see cref="RegistrationGrains.GetReservation"/>.</summary>
public interface IReservationGrain : IGrainWithStringKey
{
    /// <summary>
    /// Grants the name to <paramref name="attempt"/> of <paramref name="user"/>, only after a compare-and-swap write made by this very call
    /// (protocol.md, rule 9). <c>false</c>: somebody else holds it, or is just taking it.
    /// </summary>
    [Alias("reserve")]
    Task<bool> ReserveAsync(UserId user, Guid attempt);

    /// <summary>
    /// Gives up the claim of <paramref name="attempt"/>, which is over and surely never commits. The row is deleted if it names that attempt and no other attempt of
    /// the same owner was granted the name; if one was, only the lease ends (rule 10). A row that names another attempt stays as it is.
    /// </summary>
    [Alias("withdraw")]
    Task WithdrawAsync(Guid attempt);

    /// <summary>
    /// Clears the row if it names <paramref name="owner"/> and that user, asked with binding force, does not hold the name (any more): it is free
    /// at once, and nothing tells any longer whose it was. Otherwise changes nothing.
    /// </summary>
    [Alias("forget")]
    Task ForgetAsync(UserId owner);

    /// <summary>Whose the name is by its last reservation; <c>null</c> when it was never reserved. The user's record decides.</summary>
    [Alias("find-owner"), ReadOnly]
    Task<UserId?> FindOwnerAsync();

    /// <summary>Whether somebody's record names it or somebody is just taking it. Looks only; writes nothing.</summary>
    [Alias("is-taken"), ReadOnly]
    Task<bool> IsTakenAsync();
}

/// <summary>One username.</summary>
[Alias("IUsernameReservationGrain"), GrainInterfaceType(RegistrationGrains.Username)]
public interface IUsernameReservationGrain : IReservationGrain;

/// <summary>One nickname.</summary>
[Alias("INicknameReservationGrain"), GrainInterfaceType(RegistrationGrains.Nickname)]
public interface INicknameReservationGrain : IReservationGrain;

/// <summary>One e-mail address.</summary>
[Alias("IEmailReservationGrain"), GrainInterfaceType(RegistrationGrains.Email)]
public interface IEmailReservationGrain : IReservationGrain;
