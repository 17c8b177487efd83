using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Policy;
using Microsoft.Extensions.Options;
using OrleansRegistration.Errors;
using OrleansRegistration.Sessions;
using OrleansRegistration.Tokens;
using OrleansRegistration.Users;

namespace OrleansRegistration.Authorization;

/// <summary>
/// What an access token opens. <c>RequireAuthorization()</c> asks for an activated account, where <c>Registration:RequireActivation</c> says so;
/// <see cref="AnyAccount"/> does not. Both ask the account's record whether the account is open: a token outlives an
/// account that ended or was disabled.
/// </summary>
internal static class AccessPolicies
{
    /// <summary>The policy of the few routes that an account not activated may use.</summary>
    public const string AnyAccount = "any-account";

    /// <summary>Adds them.</summary>
    public static void AddAccessPolicies(this IServiceCollection services)
    {
        services
            .AddAuthorizationBuilder()
            .AddPolicy(
                AnyAccount,
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
        services.AddSingleton<IAuthorizationMiddlewareResultHandler, AccessRefusal>();
    }
}

/// <summary>The account is there, in its time, and not disabled, as its record says.</summary>
internal sealed class OpenAccountRequirement : IAuthorizationRequirement;

/// <summary>Checks it.</summary>
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

/// <summary>The account is activated, as the token says.</summary>
internal sealed class ActivatedRequirement : IAuthorizationRequirement;

/// <summary>Checks it.</summary>
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

/// <summary>Says why a good token is not enough.</summary>
internal sealed class AccessRefusal : IAuthorizationMiddlewareResultHandler
{
    private readonly AuthorizationMiddlewareResultHandler _default = new();

    /// <inheritdoc/>
    public Task HandleAsync(
        RequestDelegate next,
        HttpContext context,
        AuthorizationPolicy policy,
        PolicyAuthorizationResult authorizeResult
    )
    {
        return Fails<OpenAccountRequirement>() ? Problems.ForGoneAccount().ExecuteAsync(context)
            : Fails<ActivatedRequirement>() ? Problems.ForNotActivated().ExecuteAsync(context)
            : _default.HandleAsync(next, context, policy, authorizeResult);

        bool Fails<TRequirement>() =>
            authorizeResult.Forbidden
            && authorizeResult.AuthorizationFailure?.FailedRequirements.OfType<TRequirement>().Any() is true;
    }
}
