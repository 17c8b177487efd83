namespace OrleansRegistration.Bench.Targets;

/// <summary>How much work a service's password hash is.</summary>
internal enum PasswordCost
{
    /// <summary>The least it accepts, so that all the rest shows.</summary>
    Cheap,

    /// <summary>What it does by itself.</summary>
    Default,
}
