namespace OrleansRegistration.Passwords;

/// <summary>Whom a hash is made for: each line has its own share of the cores.</summary>
internal enum PasswordLine
{
    /// <summary>A new account.</summary>
    SignUp,

    /// <summary>Somebody who has an account.</summary>
    LogIn,
}
