namespace OrleansRegistration.Bench.Targets;

/// <summary>The cost of the password hash of a service.</summary>
internal enum PasswordCost
{
    /// <summary>The least that the service accepts, which shows the cost of everything else.</summary>
    Cheap,

    /// <summary>The default of the service.</summary>
    Default,
}
