namespace OrleansRegistration.Bench.Compare;

/// <summary>The situation that a run measures.</summary>
internal enum Scenario
{
    Spread,
    Hot,

    /// <summary>Sign-ups without a code.</summary>
    NoCode,

    Race,
    Login,

    /// <summary>Sign-ups at a fixed rate below capacity.</summary>
    Open,

    /// <summary>Spread sign-ups with the service's own password hash.</summary>
    DefaultHash,

    /// <summary>The same at a fixed rate below capacity.</summary>
    DefaultHashOpen,

    /// <summary>Log-ins with the service's own password hash.</summary>
    DefaultHashLogin,

    /// <summary>Spread sign-ups as fast as the service can, before the flood.</summary>
    Peak,

    /// <summary>Sign-ups at four times the peak rate.</summary>
    Overload,

    /// <summary>Spread sign-ups, after which memory is measured.</summary>
    Memory,
}
