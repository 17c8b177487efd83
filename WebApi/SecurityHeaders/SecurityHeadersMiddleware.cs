namespace OrleansRegistration.SecurityHeaders;

/// <summary>
/// Adds to every answer the headers that keep it harmless in a browser (OWASP Secure Headers; RFC 6797).
/// </summary>
/// <param name="publicUrl">If it is <c>https</c>, browsers are told to use only https for a year.</param>
internal sealed class SecurityHeadersMiddleware(string publicUrl)
{
    private const string StrictTransport = "max-age=31536000";
    private const string NoPermissions =
        "accelerometer=(), camera=(), geolocation=(), gyroscope=(), magnetometer=(), microphone=(), payment=(), usb=()";

    private readonly bool _isSecure = publicUrl.StartsWith(
        Uri.UriSchemeHttps + Uri.SchemeDelimiter,
        StringComparison.OrdinalIgnoreCase
    );

    /// <summary>Middleware: adds the headers.</summary>
    public Task AddAsync(HttpContext context, RequestDelegate next)
    {
        // When the response starts, because the exception handler clears headers that were set before. It clears the
        // endpoint, too, so that the answer to a failure has the API's policy.
        context.Response.OnStarting(() =>
        {
            Add(
                context.Response.Headers,
                context.Features.Get<ContentPolicy>()
                    ?? context.GetEndpoint()?.Metadata.GetMetadata<ContentPolicy>()
                    ?? ContentPolicy.OfApi
            );
            return Task.CompletedTask;
        });
        return next(context);
    }

    /// <summary>Adds the headers to those of an answer.</summary>
    public void Add(IHeaderDictionary headers, ContentPolicy policy)
    {
        headers.ContentSecurityPolicy = policy.Value;
        headers.XContentTypeOptions = "nosniff";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Permissions-Policy"] = NoPermissions;
        if (_isSecure)
        {
            headers.StrictTransportSecurity = StrictTransport;
        }
    }
}
