using Microsoft.AspNetCore.Authorization;

namespace OrleansRegistration.Operators;

/// <summary>The caller is an administrator, or has an API key with the scope.</summary>
internal sealed class ScopeRequirement(Scope scope) : IAuthorizationRequirement
{
    /// <summary>The scope that the route needs.</summary>
    public Scope Scope => scope;
}
