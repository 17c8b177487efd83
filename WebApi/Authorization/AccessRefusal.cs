using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Policy;
using OrleansRegistration.Errors;

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
            : Fails<ActivatedRequirement>() ? Problems.ForNotActivated().ExecuteAsync(context)
            : _default.HandleAsync(next, context, policy, authorizeResult);

        bool Fails<TRequirement>() =>
            authorizeResult.Forbidden
            && authorizeResult.AuthorizationFailure?.FailedRequirements.OfType<TRequirement>().Any() is true;
    }
}
