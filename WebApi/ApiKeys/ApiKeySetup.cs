using Microsoft.AspNetCore.Authentication;

namespace OrleansRegistration.ApiKeys;

/// <summary>Start-up step: API keys.</summary>
internal static class ApiKeySetup
{
    /// <summary>Adds the check of API keys.</summary>
    public static AuthenticationBuilder AddApiKeys(this AuthenticationBuilder authentication) =>
        authentication.AddScheme<AuthenticationSchemeOptions, ApiKeyAuthentication>(ApiKeyAuthentication.Scheme, null);
}
