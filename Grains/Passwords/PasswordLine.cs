namespace OrleansRegistration.Passwords;

/// <summary>The two lines for password hashes. They are served in turn.</summary>
internal enum PasswordLine
{
    /// <summary>Sign-ups.</summary>
    SignUp,

    /// <summary>Log-ins, and other checks of the password of an account.</summary>
    LogIn,
}
