namespace OrleansRegistration.SecurityHeaders;

/// <summary>
/// On an endpoint that answers a page: the <c>Content-Security-Policy</c> of the page. The API's own policy allows
/// nothing.
/// </summary>
internal sealed record ContentPolicy(string Value)
{
    /// <summary>The policy of answers that are not pages.</summary>
    public static readonly ContentPolicy OfApi = new("default-src 'none'; frame-ancestors 'none'");

    /// <summary>
    /// The policy of the API reference: scripts, styles and requests of this service only. The page has an inline
    /// script and inline styles; it holds no user's data.
    /// </summary>
    public static readonly ContentPolicy OfReference = new(
        "default-src 'none'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; "
            + "img-src 'self' data: blob:; font-src 'self' data:; "
            + "connect-src 'self'; worker-src 'self' blob:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    );
}
