using System.Security.Claims;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Policy;
using OrleansRegistration.ApiKeys;
using OrleansRegistration.Errors;
using OrleansRegistration.Operators;

namespace OrleansRegistration.Authorization;

/// <summary>Answers why a valid access token is not enough.</summary>
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
            : Fails<ScopeRequirement>() ? Refuse(ScopeOf(authorizeResult), context.User).ExecuteAsync(context)
            : Fails<ActivatedRequirement>() ? Problems.ForNotActivated().ExecuteAsync(context)
            : _default.HandleAsync(next, context, policy, authorizeResult);

        bool Fails<TRequirement>() =>
            authorizeResult.Forbidden
            && authorizeResult.AuthorizationFailure?.FailedRequirements.OfType<TRequirement>().Any() is true;
    }

    private static Problem Refuse(Scope scope, ClaimsPrincipal principal) =>
        scope is not Scope.AdminOnly && ApiKeyClaims.ServiceOf(principal) is not null
            ? Problems.ForMissingScope(ScopeNames.Of(scope))
            : Problems.ForNotAdministrator();

    private static Scope ScopeOf(PolicyAuthorizationResult result) =>
        result.AuthorizationFailure!.FailedRequirements.OfType<ScopeRequirement>().First().Scope;
}
