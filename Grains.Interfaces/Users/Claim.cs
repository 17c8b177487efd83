using OrleansRegistration.InvitationCodes;
using OrleansRegistration.Names;

namespace OrleansRegistration.Users;

/// <summary>
/// Something that a user may hold in another row. The user's own record decides whether the user holds the claim
/// (docs/protocol.md#rule-5).
/// </summary>
[GenerateSerializer, Immutable, Alias("claim")]
public abstract record Claim;

/// <summary>
/// A username, nickname or e-mail address. Compared by its uniqueness key, whichever attempt took the name.
/// </summary>
[GenerateSerializer, Immutable, Alias("claim.name")]
public sealed record NameClaim([property: Id(0)] NameKind Kind, [property: Id(1)] string Key) : Claim;

/// <summary>The user's own invitation code. Compared by value with every code that the user ever had.</summary>
[GenerateSerializer, Immutable, Alias("claim.own-code")]
public sealed record OwnCodeClaim([property: Id(0)] InvitationCode Code) : Claim;

/// <summary>
/// The clean-up after the end of an account, a new code or a correction of the address. Compared by the attempt of the
/// last such change.
/// </summary>
[GenerateSerializer, Immutable, Alias("claim.change")]
public sealed record CleanUpClaim([property: Id(0)] Guid Attempt) : Claim;

/// <summary>A redemption of another user's code that is still to be counted. Compared by attempt.</summary>
[GenerateSerializer, Immutable, Alias("claim.use")]
public sealed record RedemptionClaim([property: Id(0)] RedemptionKind Kind, [property: Id(1)] Guid Attempt) : Claim;

/// <summary>Whether a user holds a claim.</summary>
[GenerateSerializer, Alias("holding")]
public enum Holding
{
    /// <summary>The user holds the claim.</summary>
    Held,

    /// <summary>The user does not hold the claim, and no attempt that is under way can commit it any more.</summary>
    Free,

    /// <summary>
    /// The user does not hold the claim now, but an attempt may still commit it. The claim is free once the user's row
    /// was written again (docs/protocol.md#rule-6). <see cref="IClaimOwner.HoldsAsync"/> writes the row itself and
    /// never answers this.
    /// </summary>
    FreeOnceRewritten,
}
