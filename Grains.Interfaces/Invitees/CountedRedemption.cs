using OrleansRegistration.Users;

namespace OrleansRegistration.Invitees;

/// <summary>The <paramref name="Ordinal"/>th account, from 1, that was counted for a code.</summary>
[GenerateSerializer, Immutable, Alias("counted-use")]
public sealed record CountedRedemption([property: Id(0)] long Ordinal, [property: Id(1)] UserId User);
