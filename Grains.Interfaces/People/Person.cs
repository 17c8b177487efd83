using OrleansRegistration.Operators;
using OrleansRegistration.Tree;
using OrleansRegistration.Users;

namespace OrleansRegistration.People;

/// <summary>An account as the read model has it.</summary>
/// <param name="Ended">Whether the account has ended. Then it has no names.</param>
/// <param name="Mail">How far the activation mail is: pending, sent or failed; <c>null</c> when none is owed.</param>
/// <param name="Code">The account's own current code.</param>
/// <param name="InviterCode">The code that it signed up with; <c>null</c> for none.</param>
/// <param name="Inviter">The account above it; <c>null</c> for none.</param>
/// <param name="Invited">How many accounts are directly below it.</param>
/// <param name="Subtree">How many accounts are below it, at any depth.</param>
/// <param name="Quarantine">Who froze its subtree; <c>null</c> if the subtree is not frozen as a whole.</param>
[GenerateSerializer, Immutable, Alias("person")]
public sealed record Person(
    [property: Id(0)] UserId Id,
    [property: Id(1)] bool Ended,
    [property: Id(2)] bool Active,
    [property: Id(3)] bool Disabled,
    [property: Id(4)] bool Frozen,
    [property: Id(5)] Role Role,
    [property: Id(6)] string? Username,
    [property: Id(7)] string? Nickname,
    [property: Id(8)] string? Email,
    [property: Id(9)] DateTimeOffset JoinedAt,
    [property: Id(10)] DateTimeOffset? ActivatedAt,
    [property: Id(11)] DateTimeOffset? EndedAt,
    [property: Id(12)] int Level,
    [property: Id(13)] decimal Consumption,
    [property: Id(14)] string? Mail,
    [property: Id(15)] string Code,
    [property: Id(16)] string? InviterCode,
    [property: Id(17)] UserId? Inviter,
    [property: Id(18)] long Invited,
    [property: Id(19)] long Subtree,
    [property: Id(20)] Quarantine? Quarantine
);
