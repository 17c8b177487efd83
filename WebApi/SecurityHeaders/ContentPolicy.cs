using OrleansRegistration.Captcha;

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
    /// with the nonce, requests to this service, and what the documents of the captcha provider ask for. Without the
    /// client's script no form can be sent.
    /// </summary>
    /// <param name="captcha">The provider, whose script is loaded by the client's and so needs no entry.</param>
    public static ContentPolicy OfPage(string nonce, CaptchaProvider captcha)
    {
        const string HCaptcha = "https://hcaptcha.com https://*.hcaptcha.com";
        var frames = captcha switch
        {
            // https://developers.google.com/recaptcha/docs/faq, with the host that can be reached in China, too
            CaptchaProvider.ReCaptcha => "https://www.recaptcha.net/recaptcha/ https://recaptcha.google.com/recaptcha/",
            // https://docs.hcaptcha.com/#content-security-policy-settings
            CaptchaProvider.HCaptcha => HCaptcha,
            // https://developers.cloudflare.com/turnstile/reference/content-security-policy
            CaptchaProvider.Turnstile => "https://challenges.cloudflare.com",
            _ => "'none'",
        };
        var more = captcha is CaptchaProvider.HCaptcha ? $" {HCaptcha}" : "";
        return new(
            $"default-src 'none'; script-src 'nonce-{nonce}' 'strict-dynamic'; "
                + $"style-src 'self' 'nonce-{nonce}'{more}; img-src 'self'; font-src 'self'; "
                + $"connect-src 'self'{more}; worker-src 'self'; frame-src {frames}; "
                + "base-uri 'self'; form-action 'none'; frame-ancestors 'none'"
        );
    }
}
