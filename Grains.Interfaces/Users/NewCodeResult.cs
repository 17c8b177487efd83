using OrleansRegistration.InvitationCodes;

namespace OrleansRegistration.Users;

/// <summary>How the wish for a new code ended.</summary>
public enum NewCodeOutcome
{
    /// <summary>The account names the new code, durably.</summary>
    Done,

    /// <summary>The account has had as many codes as <c>Registration:MaxCodes</c> allows.</summary>
    LimitReached,

    /// <summary>There is no live account.</summary>
    NoAccount,

    /// <summary>The code is the old one for sure; try again.</summary>
    Failed,

    /// <summary>Storage did not say whether the account has a new code; look at it.</summary>
    Unknown,
}

/// <summary>The answer to the wish for a new code.</summary>
/// <param name="Code">Set for <see cref="NewCodeOutcome.Done"/> only.</param>
[GenerateSerializer, Immutable, Alias("new-code-result")]
public sealed record NewCodeResult([property: Id(0)] NewCodeOutcome Outcome, [property: Id(1)] InvitationCode? Code)
{
    /// <summary>An answer without a code.</summary>
    public static NewCodeResult Without(NewCodeOutcome outcome) => new(outcome, null);
}
