using OrleansRegistration.Authorization;
using OrleansRegistration.Errors;
using OrleansRegistration.Limits;
using OrleansRegistration.OpenApi;

namespace OrleansRegistration.Operators;

/// <summary>The group of the operators' routes.</summary>
internal static class OperatorRoutes
{
    /// <summary>The path that all operators' routes begin with.</summary>
    public const string Path = "/api/admin/";

    /// <summary>A group of operators' routes for one feature.</summary>
    /// <param name="feature">What follows <see cref="Path"/>, such as <c>codes/</c>.</param>
    public static RouteGroupBuilder MapOperators(this IEndpointRouteBuilder routes, string feature) =>
        routes
            .MapGroup($"{Path}{feature}")
            .LimitedPerAddress(LimitKind.Account)
            .WithTags(ApiTags.Operators)
            .ProducesErrors(503);

    /// <summary>Only callers with <paramref name="scope"/> may call the route.</summary>
    public static TBuilder RequireScope<TBuilder>(this TBuilder builder, Scope scope)
        where TBuilder : IEndpointConventionBuilder
    {
        var requirement = new ScopeRequirement(scope);
        return builder
            .RequireAuthorization(policy =>
                policy.RequireAuthenticatedUser().AddRequirements(new OpenAccountRequirement(), requirement)
            )
            .WithMetadata(requirement);
    }
}
