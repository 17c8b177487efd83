using System.Security.Claims;
using OrleansRegistration.Operators;

namespace OrleansRegistration.ApiKeys;

/// <summary>What a principal with an API key says. No access token has these claims.</summary>
internal static class ApiKeyClaims
{
    private const string Service = "api_key_service";
    private const string ScopeName = "api_key_scope";

    /// <summary>The principal of a valid key.</summary>
    public static ClaimsPrincipal PrincipalOf(ApiKey key) =>
        new(
            new ClaimsIdentity(
                [new(Service, key.Service), .. key.Scopes.Select(scope => new Claim(ScopeName, scope.ToString()))],
                ApiKeyAuthentication.Scheme
            )
        );

    /// <summary>The name of the service; <c>null</c> for a principal without an API key.</summary>
    public static string? ServiceOf(ClaimsPrincipal principal) => principal.FindFirstValue(Service);

    /// <summary>Whether the key may be used for a scope. No key may for <see cref="Scope.AdminOnly"/>.</summary>
    public static bool HasScope(ClaimsPrincipal principal, Scope scope) =>
        scope is not Scope.AdminOnly && principal.HasClaim(ScopeName, scope.ToString());
}
