using Microsoft.AspNetCore.Authorization;
using OrleansRegistration.ApiKeys;
using OrleansRegistration.Retries;
using OrleansRegistration.Sessions;

namespace OrleansRegistration.Operators;

/// <summary>
/// Succeeds if the caller's API key has the scope, or if the account's record says that its owner is an administrator.
/// </summary>
internal sealed class ScopeHandler(IGrainFactory grains) : AuthorizationHandler<ScopeRequirement>
{
    /// <inheritdoc/>
    protected override async Task HandleRequirementAsync(
        AuthorizationHandlerContext context,
        ScopeRequirement requirement
    )
    {
        var isAllowed = ApiKeyClaims.ServiceOf(context.User) is not null
            ? ApiKeyClaims.HasScope(context.User, requirement.Scope)
            : Caller.Of(context.User) is { } caller
                && await Retry.CallAsync(() => grains.GetUser(caller.User).GetRoleAsync()) is Role.Admin;
        if (isAllowed)
        {
            context.Succeed(requirement);
        }
    }
}
