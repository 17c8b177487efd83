using OrleansRegistration.Audit;
using OrleansRegistration.Users;

namespace OrleansRegistration.InvitationCodes;

/// <summary>The issue of one code for an operator.</summary>
/// <param name="Attempt">
/// The attempt of the owner that claims the code. Of a house code it is the id of the act: a repeat has the same.
/// </param>
/// <param name="Owner">The account that gets the code; <c>null</c> for a house code.</param>
/// <param name="Act">
/// The act. The code's row holds the act of a house code, the owner's row that of its own code.
/// </param>
[GenerateSerializer, Immutable, Alias("code-issue")]
public sealed record CodeIssue(
    [property: Id(0)] Guid Attempt,
    [property: Id(1)] UserId? Owner,
    [property: Id(2)] InvitationTerms Terms,
    [property: Id(3)] CodeDetails Details,
    [property: Id(4)] ActRequest Act
);
