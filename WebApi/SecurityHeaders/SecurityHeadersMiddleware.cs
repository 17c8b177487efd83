namespace OrleansRegistration.SecurityHeaders;

/// <summary>What every answer tells browsers, so that it can do no harm in one (OWASP Secure Headers; RFC 6797).</summary>
/// <param name="publicUrl">With <c>https</c>, browsers are told to come by it only, for a year.</param>
internal sealed class SecurityHeadersMiddleware(string publicUrl)
{
    private const string StrictTransport = "max-age=31536000";
    private const string NoPermissions =
        "accelerometer=(), camera=(), geolocation=(), gyroscope=(), magnetometer=(), microphone=(), payment=(), usb=()";

    private readonly bool _isSecure = publicUrl.StartsWith(
        Uri.UriSchemeHttps + Uri.SchemeDelimiter,
        StringComparison.OrdinalIgnoreCase
    );

    /// <summary>The middleware.</summary>
    public Task AddAsync(HttpContext context, RequestDelegate next)
    {
        // When the response starts, because the exception handler clears headers that were set before; and the endpoint with them, so that the
        // answer to a failure has the API's policy.
        context.Response.OnStarting(() =>
        {
            var headers = context.Response.Headers;
            headers.ContentSecurityPolicy = (
                context.GetEndpoint()?.Metadata.GetMetadata<ContentPolicy>() ?? ContentPolicy.OfApi
            ).Value;
            headers["Referrer-Policy"] = "no-referrer";
            headers["Cross-Origin-Opener-Policy"] = "same-origin";
            headers["Permissions-Policy"] = NoPermissions;
            if (_isSecure)
            {
                headers.StrictTransportSecurity = StrictTransport;
            }

            return Task.CompletedTask;
        });
        return next(context);
    }
}
