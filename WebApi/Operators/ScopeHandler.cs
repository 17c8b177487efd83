using Microsoft.AspNetCore.Authorization;
using OrleansRegistration.Retries;
using OrleansRegistration.Sessions;

namespace OrleansRegistration.Operators;

/// <summary>Succeeds if the account's record says that its owner is an administrator.</summary>
internal sealed class ScopeHandler(IGrainFactory grains) : AuthorizationHandler<ScopeRequirement>
{
    /// <inheritdoc/>
    protected override async Task HandleRequirementAsync(
        AuthorizationHandlerContext context,
        ScopeRequirement requirement
    )
    {
        if (
            Caller.Of(context.User) is { } caller
            && await Retry.CallAsync(() => grains.GetUser(caller.User).GetRoleAsync()) is Role.Admin
        )
        {
            context.Succeed(requirement);
        }
    }
}
