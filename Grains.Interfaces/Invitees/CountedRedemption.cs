using OrleansRegistration.Users;

namespace OrleansRegistration.Invitees;

/// <summary>A counted redemption of a code. Ordinals begin at 1.</summary>
[GenerateSerializer, Immutable, Alias("counted-use")]
public sealed record CountedRedemption([property: Id(0)] long Ordinal, [property: Id(1)] UserId User);
