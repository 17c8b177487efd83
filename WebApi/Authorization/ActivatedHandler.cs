using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.Options;
using OrleansRegistration.Tokens;
using OrleansRegistration.Users;

namespace OrleansRegistration.Authorization;

/// <summary>Succeeds if the access token says that the account is activated, or if none needs to be.</summary>
internal sealed class ActivatedHandler(IOptions<RegistrationOptions> options)
    : AuthorizationHandler<ActivatedRequirement>
{
    /// <inheritdoc/>
    protected override Task HandleRequirementAsync(
        AuthorizationHandlerContext context,
        ActivatedRequirement requirement
    )
    {
        if (!options.Value.RequireActivation || context.User.HasClaim(AccessTokens.IsActive, "true"))
        {
            context.Succeed(requirement);
        }

        return Task.CompletedTask;
    }
}
