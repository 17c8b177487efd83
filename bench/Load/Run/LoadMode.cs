namespace OrleansRegistration.Bench.Run;

/// <summary>The kind of requests that a run sends.</summary>
internal enum LoadMode
{
    /// <summary>Sign-ups that redeem many invitation codes evenly.</summary>
    Spread,

    /// <summary>Sign-ups that all redeem one code.</summary>
    Hot,

    /// <summary>Sign-ups without a code.</summary>
    NoCode,

    /// <summary>Sign-ups with new names and an unknown code. Each is refused after its claims.</summary>
    Refused,

    /// <summary>Several clients sign up with the same name at once.</summary>
    Race,

    /// <summary>Log-ins.</summary>
    Login,

    /// <summary>Two sign-ups, three log-ins and five reads in every ten requests.</summary>
    Mixed,
}
