using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;
using OrleansRegistration.Cors;
using OrleansRegistration.Hosting;

namespace OrleansRegistration.Sessions;

/// <summary>
/// The cookie that holds the refresh token, out of reach of scripts, sent to <c>/jwt/</c> only and by pages of this site only
/// (RFC 6265bis, 5.6.7: <c>SameSite=Strict</c>).
/// </summary>
internal sealed class RefreshCookie(IOptions<ServiceOptions> service, IOptions<BrowserOptions> browsers, TimeProvider time)
{
    /// <summary>The cookie's name.</summary>
    public const string Name = "refresh_token";

    private const string FetchSite = "Sec-Fetch-Site";

    private readonly Uri _publicUrl = new(service.Value.PublicUrl);
    private readonly string _path = service.Value.PublicPath;

    /// <summary>The token in the cookie, if there is one.</summary>
    public static string? Read(HttpRequest request) => request.Cookies[Name];

    /// <summary>Gives the client the token.</summary>
    public void Set(HttpContext context, RefreshToken token, DateTimeOffset expiresAt) =>
        context.Response.Cookies.Append(Name, token.Text, Describe(context.Request, expiresAt - time.GetUtcNow()));

    /// <summary>Takes it away.</summary>
    public void Clear(HttpContext context) => context.Response.Cookies.Append(Name, "", Describe(context.Request, TimeSpan.Zero));

    /// <summary>
    /// Whether a request may use the cookie: none that a browser sends for a page of another site. By <c>Sec-Fetch-Site</c> (W3C Fetch Metadata)
    /// and <c>Origin</c> (RFC 6454); clients that send neither are no browsers, or too old to have kept the cookie to this site.
    /// </summary>
    public bool MayUse(HttpRequest request)
    {
        var site = request.Headers[FetchSite].ToString();
        var origin = request.Headers[HeaderNames.Origin].ToString();
        return site == "same-origin"
            || (origin.Length > 0 ? origin == _publicUrl.GetLeftPart(UriPartial.Authority) || browsers.Value.Origins.Contains(origin) : site is "" or "none");
    }

    private CookieOptions Describe(HttpRequest request, TimeSpan age) => new()
    {
        HttpOnly = true,
        Secure = request.IsHttps || _publicUrl.Scheme == Uri.UriSchemeHttps,
        SameSite = Microsoft.AspNetCore.Http.SameSiteMode.Strict,
        Path = $"{_path}/jwt/",
        MaxAge = age,
        IsEssential = true,
    };
}
