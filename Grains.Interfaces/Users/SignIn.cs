namespace OrleansRegistration.Users;

/// <summary>A log-in: the name that led to this user, and the password in clear.</summary>
[GenerateSerializer, Immutable, Alias("sign-in")]
public sealed record SignIn([property: Id(0)] NameClaim Name, [property: Id(1)] string Password)
{
    /// <inheritdoc/>
    /// <remarks>Leaves out name and password, because messages are logged.</remarks>
    public override string ToString() => nameof(SignIn);
}

/// <summary>The result of a log-in.</summary>
public enum SignInOutcome
{
    /// <summary>Name and password belong together.</summary>
    SignedIn,

    /// <summary>
    /// They do not belong together, or the account does not exist. One password hash was computed in both cases.
    /// </summary>
    InvalidCredentials,

    /// <summary>Too many passwords wait to be hashed; a repeat may succeed.</summary>
    Overloaded,

    /// <summary>They belong together, but the account was not activated in time.</summary>
    Lapsed,

    /// <summary>They belong together, but an operator disabled the account.</summary>
    Disabled,

    /// <summary>Too many wrong passwords for this name. The password was not checked.</summary>
    Limited,
}

/// <summary>The answer to a log-in.</summary>
/// <param name="Account">Set for <see cref="SignInOutcome.SignedIn"/> only.</param>
/// <param name="RetryAfter">How long to wait, for <see cref="SignInOutcome.Limited"/> only.</param>
[GenerateSerializer, Immutable, Alias("sign-in-result")]
public sealed record SignInResult(
    [property: Id(0)] SignInOutcome Outcome,
    [property: Id(1)] Account? Account,
    [property: Id(2)] TimeSpan RetryAfter = default
);
