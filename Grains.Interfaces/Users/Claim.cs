using OrleansRegistration.InvitationCodes;
using OrleansRegistration.Names;

namespace OrleansRegistration.Users;

/// <summary>What a user may hold elsewhere, as its holder's record is asked about it (protocol.md, rule 5).</summary>
[GenerateSerializer, Immutable, Alias("claim")]
public abstract record Claim;

/// <summary>A username, nickname or e-mail, compared by its uniqueness key, whichever attempt took it.</summary>
[GenerateSerializer, Immutable, Alias("claim.name")]
public sealed record NameClaim([property: Id(0)] NameKind Kind, [property: Id(1)] string Key) : Claim;

/// <summary>The user's own invitation code, compared by value with every code the user ever had.</summary>
[GenerateSerializer, Immutable, Alias("claim.own-code")]
public sealed record OwnCodeClaim([property: Id(0)] InvitationCode Code) : Claim;

/// <summary>What must follow the end of an account or its new code, compared by attempt with the last such change.</summary>
[GenerateSerializer, Immutable, Alias("claim.change")]
public sealed record CleanUpClaim([property: Id(0)] Guid Attempt) : Claim;

/// <summary>A use of somebody's code that is to be counted, compared by attempt.</summary>
[GenerateSerializer, Immutable, Alias("claim.use")]
public sealed record RedemptionClaim([property: Id(0)] RedemptionKind Kind, [property: Id(1)] Guid Attempt) : Claim;
