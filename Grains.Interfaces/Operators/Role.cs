namespace OrleansRegistration.Operators;

/// <summary>
/// What a person may do. A service is no person: it has an API key instead.
/// </summary>
[GenerateSerializer, Alias("role")]
public enum Role
{
    /// <summary>Uses the own account.</summary>
    User,

    /// <summary>An administrator: uses the operators' routes, too.</summary>
    Admin,
}
