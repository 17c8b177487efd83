using Microsoft.AspNetCore.Authorization;
using OrleansRegistration.Operators;

namespace OrleansRegistration.Authorization;

/// <summary>Start-up step: who may call which routes.</summary>
internal static class AuthorizationSetup
{
    /// <summary>Adds the policies of <see cref="AccessPolicies"/>.</summary>
    public static void AddAccessPolicies(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services
            .AddAuthorizationBuilder()
            .AddPolicy(
                AccessPolicies.AnyAccount,
                policy => policy.RequireAuthenticatedUser().AddRequirements(new OpenAccountRequirement())
            )
            .SetDefaultPolicy(
                new AuthorizationPolicyBuilder()
                    .RequireAuthenticatedUser()
                    .AddRequirements(new OpenAccountRequirement(), new ActivatedRequirement())
                    .Build()
            );
        services.AddSingleton<IAuthorizationHandler, OpenAccountHandler>();
        services.AddSingleton<IAuthorizationHandler, ActivatedHandler>();
        services.AddSingleton<IAuthorizationHandler, ScopeHandler>();
        services.AddSingleton<IAuthorizationMiddlewareResultHandler, AccessRefusal>();
    }
}
