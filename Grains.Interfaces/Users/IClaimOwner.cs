using Orleans.Concurrency;

namespace OrleansRegistration.Users;

/// <summary>
/// A user as the owner of claims: what the grains of names and codes ask. The same grain and key as
/// <see cref="IUserGrain"/>. Calls throw <see cref="Storage.StorageUnavailableException"/> when storage cannot answer.
/// </summary>
/// <remarks>Every method interleaves: the user may be signing up while it is asked.</remarks>
[Alias("IClaimOwner"), GrainInterfaceType(GrainTypes.ClaimOwner)]
public interface IClaimOwner : IGrainWithStringKey
{
    /// <summary>
    /// Tells with binding force whether the user holds <paramref name="claim"/>. After
    /// <see cref="Holding.Free"/> no attempt that was under way can commit the claim, so the asker may give it away
    /// (docs/protocol.md#rule-5 to docs/protocol.md#rule-8).
    /// </summary>
    /// <remarks>Two sign-ups may ask about each other while both wait (docs/protocol.md#rule-7).</remarks>
    [Alias("holds"), AlwaysInterleave]
    Task<Holding> HoldsAsync(Claim claim);

    /// <summary>
    /// Whether the user's committed record lists <paramref name="claim"/> now. Looks only: "no" is not binding and
    /// gives no right to the claim.
    /// </summary>
    [Alias("confirms"), AlwaysInterleave]
    Task<bool> ConfirmsAsync(Claim claim);

    /// <summary>
    /// The user's nickname if <see cref="ConfirmsAsync"/> is true for <paramref name="claim"/>, otherwise <c>null</c>.
    /// </summary>
    [Alias("names"), AlwaysInterleave]
    Task<string?> FindNicknameAsync(Claim claim);
}
