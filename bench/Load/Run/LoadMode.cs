namespace OrleansRegistration.Bench.Run;

/// <summary>What a run sends.</summary>
internal enum LoadMode
{
    /// <summary>Sign-ups that use many invitation codes evenly.</summary>
    Spread,

    /// <summary>Sign-ups that all use one code.</summary>
    Hot,

    /// <summary>Sign-ups without a code.</summary>
    NoCode,

    /// <summary>Sign-ups with new names and a code that does not exist: each is refused after its claims.</summary>
    Refused,

    /// <summary>Several clients want each name, at once.</summary>
    Race,

    /// <summary>Log-ins.</summary>
    Login,

    /// <summary>Of ten requests two sign-ups, three log-ins, five reads.</summary>
    Mixed,
}
