namespace OrleansRegistration.Passwords;

/// <summary>The rule that a new password breaks.</summary>
public enum PasswordProblem
{
    /// <summary>The password does not have 8 to 128 characters.</summary>
    Length,

    /// <summary>The password is one of the bundled common passwords.</summary>
    Common,

    /// <summary>The password is too similar to a name of the account.</summary>
    TooSimilar,
}
