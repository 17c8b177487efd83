namespace OrleansRegistration.Bench.Compare;

/// <summary>The situation that a run measures.</summary>
internal enum Scenario
{
    Spread,
    Hot,
    Race,
    Login,

    /// <summary>Sign-ups at a fixed rate below capacity.</summary>
    Open,

    /// <summary>Spread sign-ups with the service's own password hash.</summary>
    DefaultHash,

    /// <summary>Spread sign-ups as fast as the service can, before the flood.</summary>
    Peak,

    /// <summary>Sign-ups at four times the peak rate.</summary>
    Overload,

    /// <summary>Spread sign-ups, after which memory is measured.</summary>
    Memory,
}
