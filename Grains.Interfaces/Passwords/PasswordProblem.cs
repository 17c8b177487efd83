namespace OrleansRegistration.Passwords;

/// <summary>What is wrong with a new password.</summary>
public enum PasswordProblem
{
    /// <summary>Not 8 to 128 characters.</summary>
    Length,

    /// <summary>One of the bundled common passwords.</summary>
    Common,

    /// <summary>Too close to a name of the account.</summary>
    TooSimilar,
}
