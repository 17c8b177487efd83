using Microsoft.AspNetCore.Authorization;
using OrleansRegistration.ApiKeys;
using OrleansRegistration.Sessions;

namespace OrleansRegistration.Authorization;

/// <summary>
/// Succeeds if the account's record says that the account is open. A service has an API key and no account.
/// </summary>
internal sealed class OpenAccountHandler(IGrainFactory grains) : AuthorizationHandler<OpenAccountRequirement>
{
    /// <inheritdoc/>
    protected override async Task HandleRequirementAsync(
        AuthorizationHandlerContext context,
        OpenAccountRequirement requirement
    )
    {
        if (
            ApiKeyClaims.ServiceOf(context.User) is not null
            || (Caller.Of(context.User) is { } caller && await caller.IsOpenAsync(grains))
        )
        {
            context.Succeed(requirement);
        }
    }
}
