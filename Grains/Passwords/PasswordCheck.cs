namespace OrleansRegistration.Passwords;

/// <summary>The result of comparing a password with a stored hash.</summary>
internal enum PasswordCheck
{
    /// <summary>The password is wrong, or there is no hash.</summary>
    Wrong,

    /// <summary>The password is right.</summary>
    Right,

    /// <summary>
    /// The password is right, but its hash has another cost than the present settings: hash it again.
    /// </summary>
    RightButOutdated,
}
