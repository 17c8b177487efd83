using OrleansRegistration.InvitationCodes;

namespace OrleansRegistration.Users;

/// <summary>The answer to a request for a new code.</summary>
/// <param name="Code">The new code, for <see cref="ChangeOutcome.Done"/>; otherwise <c>null</c>.</param>
[GenerateSerializer, Immutable, Alias("new-code-result")]
public sealed record NewCodeResult([property: Id(0)] ChangeOutcome Outcome, [property: Id(1)] InvitationCode? Code);
