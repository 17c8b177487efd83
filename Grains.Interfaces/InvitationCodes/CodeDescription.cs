using OrleansRegistration.Users;

namespace OrleansRegistration.InvitationCodes;

/// <summary>A code as operators see it.</summary>
/// <param name="Owner">The account whose code it is; <c>null</c> for a house code.</param>
/// <param name="OwnerLimit">What the owner's quota leaves to the code; <c>null</c> without a quota.</param>
/// <param name="IssuedAt">When an operator issued the code; <c>null</c> for a code that an account made itself.</param>
/// <param name="Request">
/// The id of the act or job that issued the code; <c>null</c> for a code of an account's own.
/// </param>
/// <param name="Batch">The job that issued the code; <c>null</c> for none.</param>
/// <param name="Reserved">Redemptions of sign-ups that are claimed and neither counted nor cancelled yet.</param>
[GenerateSerializer, Immutable, Alias("code-description")]
public sealed record CodeDescription(
    [property: Id(0)] CodeState State,
    [property: Id(1)] UserId? Owner,
    [property: Id(2)] InvitationTerms Terms,
    [property: Id(3)] long? OwnerLimit,
    [property: Id(4)] CodeDetails Details,
    [property: Id(5)] DateTimeOffset? IssuedAt,
    [property: Id(6)] Guid? Request,
    [property: Id(7)] Guid? Batch,
    [property: Id(8)] long Reserved,
    [property: Id(9)] long Registered,
    [property: Id(10)] long Activated
);
