using Microsoft.AspNetCore.Authorization;

namespace OrleansRegistration.Operators;

/// <summary>
/// The caller is an administrator, or has an API key with the scope. On an endpoint: its callers may have API keys.
/// </summary>
internal sealed class ScopeRequirement(Scope scope) : IAuthorizationRequirement
{
    /// <summary>The scope that the route needs.</summary>
    public Scope Scope => scope;

    /// <summary>Whether a service with an API key may call the route.</summary>
    public bool AllowsKeys => scope is not Scope.AdminOnly;
}
