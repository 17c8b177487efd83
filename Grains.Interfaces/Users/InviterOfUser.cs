namespace OrleansRegistration.Users;

/// <summary>Where an account is in the tree of invitations.</summary>
/// <param name="Exists">Whether an account was ever committed here.</param>
/// <param name="Inviter">The account above it; <c>null</c> for none.</param>
[GenerateSerializer, Immutable, Alias("inviter-of-user")]
public readonly record struct InviterOfUser([property: Id(0)] bool Exists, [property: Id(1)] UserId? Inviter);
