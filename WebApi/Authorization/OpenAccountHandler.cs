using Microsoft.AspNetCore.Authorization;
using OrleansRegistration.Sessions;

namespace OrleansRegistration.Authorization;

/// <summary>Succeeds if the account's record says that the account is open.</summary>
internal sealed class OpenAccountHandler(IGrainFactory grains) : AuthorizationHandler<OpenAccountRequirement>
{
    /// <inheritdoc/>
    protected override async Task HandleRequirementAsync(
        AuthorizationHandlerContext context,
        OpenAccountRequirement requirement
    )
    {
        if (Caller.Of(context.User) is { } caller && await caller.IsOpenAsync(grains))
        {
            context.Succeed(requirement);
        }
    }
}
