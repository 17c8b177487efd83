namespace OrleansRegistration.SecurityHeaders;

/// <summary>
/// On an endpoint that answers a page, or among the features of a request that is answered with one: the
/// <c>Content-Security-Policy</c> of the page. The API's own policy allows nothing.
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

    /// <summary>
    /// The policy of the web client's page: scripts that carry the nonce and what they load, styles of this service or
    /// with the nonce, requests to this service. Without the client's script no form can be sent.
    /// </summary>
    public static ContentPolicy OfPage(string nonce) =>
        new(
            $"default-src 'none'; script-src 'nonce-{nonce}' 'strict-dynamic'; style-src 'self' 'nonce-{nonce}'; "
                + "img-src 'self'; font-src 'self'; connect-src 'self'; worker-src 'self'; "
                + "base-uri 'self'; form-action 'none'; frame-ancestors 'none'"
        );
}
