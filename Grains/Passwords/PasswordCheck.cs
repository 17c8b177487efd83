namespace OrleansRegistration.Passwords;

/// <summary>The result of comparing a password with a stored hash.</summary>
internal enum PasswordCheck
{
    /// <summary>Another password, or there is no hash.</summary>
    Wrong,

    /// <summary>The password.</summary>
    Right,

    /// <summary>The password, but hashed at another cost than the settings now ask for: hash it anew.</summary>
    RightButOutdated,
}
