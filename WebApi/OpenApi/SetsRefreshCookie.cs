namespace OrleansRegistration.OpenApi;

/// <summary>On an endpoint: a successful answer sets or clears the refresh cookie.</summary>
internal sealed record SetsRefreshCookie;
