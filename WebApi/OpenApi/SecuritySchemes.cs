namespace OrleansRegistration.OpenApi;

/// <summary>The names of the security schemes in the API description.</summary>
internal static class SecuritySchemes
{
    public const string AccessToken = "AccessToken";
    public const string ApiKey = "ApiKey";
    public const string RefreshCookie = "RefreshCookie";
}
