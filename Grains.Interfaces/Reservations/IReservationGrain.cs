using Orleans.Concurrency;
using OrleansRegistration.Users;

namespace OrleansRegistration.Reservations;

/// <summary>Who gets one name. Key: <see cref="ReservationKeys"/>.</summary>
public interface IReservationGrain : IGrainWithStringKey
{
    /// <summary>
    /// Grants the name to <paramref name="attempt"/> of <paramref name="user"/>, only after a compare-and-swap write made by this very call
    /// (protocol.md, rule 9). <c>false</c>: somebody else holds it, or is just taking it.
    /// </summary>
    [Alias("reserve")]
    Task<bool> ReserveAsync(UserId user, Guid attempt);

    /// <summary>Ends the lease of <paramref name="attempt"/>. Frees nothing by itself: whoever wants the name next asks (rule 10).</summary>
    [Alias("release")]
    Task ReleaseAsync(Guid attempt);

    /// <summary>Whose the name is by its last reservation; <c>null</c> when it was never reserved. The user's record decides.</summary>
    [Alias("find-owner"), ReadOnly]
    Task<UserId?> FindOwnerAsync();

    /// <summary>Whether somebody's record names it or somebody is just taking it. Looks only; writes nothing.</summary>
    [Alias("is-taken"), ReadOnly]
    Task<bool> IsTakenAsync();
}

/// <summary>One username.</summary>
[Alias("IUsernameReservationGrain")]
public interface IUsernameReservationGrain : IReservationGrain;

/// <summary>One nickname.</summary>
[Alias("INicknameReservationGrain")]
public interface INicknameReservationGrain : IReservationGrain;

/// <summary>One e-mail address.</summary>
[Alias("IEmailReservationGrain")]
public interface IEmailReservationGrain : IReservationGrain;

/// <summary>Keys of the reservation grains: the kind, a slash, the uniqueness key. The prefix keeps AdoNet storage from reading a number (evidence.md, trap 2).</summary>
public static class ReservationKeys
{
    /// <summary>The grain of the name that <paramref name="claim"/> is about.</summary>
    public static IReservationGrain GetReservation(this IGrainFactory grains, NameClaim claim) => claim.Kind switch
    {
        NameKind.Username => grains.GetGrain<IUsernameReservationGrain>($"username/{claim.Key}"),
        NameKind.Nickname => grains.GetGrain<INicknameReservationGrain>($"nickname/{claim.Key}"),
        NameKind.Email => grains.GetGrain<IEmailReservationGrain>($"email/{claim.Key}"),
        _ => throw new ArgumentOutOfRangeException(nameof(claim)),
    };

    /// <summary>The grain of a user.</summary>
    public static IUserGrain GetUser(this IGrainFactory grains, UserId id) => grains.GetGrain<IUserGrain>(id.GrainKey);

    /// <summary>The grain of a code.</summary>
    public static InvitationCodes.IInvitationCodeGrain GetCode(this IGrainFactory grains, InvitationCodes.InvitationCode code) =>
        grains.GetGrain<InvitationCodes.IInvitationCodeGrain>(code.GrainKey);
}
