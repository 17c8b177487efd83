namespace OrleansRegistration.SecurityHeaders;

/// <summary>On an endpoint that answers a page: the <c>Content-Security-Policy</c> it needs, in place of the API's, which allows nothing.</summary>
internal sealed record ContentPolicy(string Value)
{
    /// <summary>Of answers that are no pages.</summary>
    public static readonly ContentPolicy OfApi = new("default-src 'none'; frame-ancestors 'none'");

    /// <summary>
    /// Of the reference: scripts, styles and requests of this service only. It starts by an inline script and styles itself inline; it holds no
    /// user's data.
    /// </summary>
    public static readonly ContentPolicy OfReference = new(
        "default-src 'none'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; "
            + "connect-src 'self'; worker-src 'self' blob:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    );
}
