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

    /// <summary>Several clients want each name, at once.</summary>
    Race,

    /// <summary>Log-ins.</summary>
    Login,

    /// <summary>Of ten requests two sign-ups, three log-ins, five reads.</summary>
    Mixed,
}
