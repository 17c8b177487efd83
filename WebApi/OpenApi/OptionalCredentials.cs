namespace OrleansRegistration.OpenApi;

/// <summary>
/// On an endpoint: it accepts credentials of any one of these <see cref="SecuritySchemes"/>, and needs none.
/// </summary>
internal sealed record OptionalCredentials(params string[] Schemes);
