using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;
using OrleansRegistration.Cors;
using OrleansRegistration.Hosting;

namespace OrleansRegistration.Sessions;

/// <summary>
/// The cookie that holds the refresh token. Scripts cannot read it, and only pages of this site send it
/// (<c>SameSite=Strict</c>, RFC 6265bis, 5.6.7). On https its name has the prefix <c>__Host-</c>, so that other hosts
/// cannot set it (RFC 6265bis, 4.1.3.2); the prefix requires <c>Path=/</c>. If <c>PublicUrl</c> has a path, the cookie
/// has that path and the prefix <c>__Secure-</c>, because other services of the host may have cookies of the same name.
/// </summary>
internal sealed class RefreshCookie(IOptions<ServiceOptions> service, AllowedOrigins origins, TimeProvider time)
{
    /// <summary>
    /// The cookie's name in older versions. The old cookie is still read, and is replaced at the first refresh. So this
    /// name can go <c>Tokens:RefreshDays</c> after the last node of an older version was stopped.
    /// </summary>
    public const string OldName = "refresh_token";

    /// <summary>The cookie's name without a prefix.</summary>
    public const string Name = "registration_refresh";

    // Far more cookies of one name than a browser has, and few enough to try each.
    private const int MaxValues = 8;

    private const string FetchSite = "Sec-Fetch-Site";
    private const string JwtPath = "/jwt/";

    private readonly Uri _publicUrl = new(service.Value.PublicUrl);

    private string BasePath => service.Value.PublicPath;

    /// <summary>
    /// The tokens in all cookies of this name, in the order of the request. Values that are not tokens of this service
    /// are ignored.
    /// </summary>
    public IReadOnlyList<RefreshToken> Read(HttpRequest request)
    {
        var values = ValuesOf(request, NameFor(request)).Concat(ValuesOf(request, OldName)).Distinct();
        return [.. values.Select(RefreshToken.Parse).OfType<RefreshToken>().Take(MaxValues)];
    }

    /// <summary>Puts a token into the cookie.</summary>
    public void Set(HttpContext context, RefreshToken token, DateTimeOffset expiresAt)
    {
        var age = expiresAt - time.GetUtcNow();
        context.Response.Cookies.Append(NameFor(context.Request), token.Text, Describe(context.Request, age));
        ClearOld(context);
    }

    /// <summary>Removes the cookie.</summary>
    public void Clear(HttpContext context)
    {
        context.Response.Cookies.Append(NameFor(context.Request), "", Describe(context.Request, TimeSpan.Zero));
        ClearOld(context);
    }

    /// <summary>
    /// Whether a request may use the cookie. A browser's request for a page of another site may not;
    /// <c>Sec-Fetch-Site</c> (W3C Fetch Metadata) and <c>Origin</c> (RFC 6454) tell. A client that sends neither header
    /// is not a browser, or is a browser too old to know <c>SameSite</c>.
    /// </summary>
    public bool MayUse(HttpRequest request)
    {
        var site = request.Headers[FetchSite].ToString();
        var origin = request.Headers[HeaderNames.Origin].ToString();
        return site == "same-origin"
            || (origin.Length == 0 ? site is "" or "none" : IsOurs(origin) || origins.Contains(origin));
    }

    // Parsed by hand: the framework's reader returns one value of a name, and its list parser returns none at all if
    // another cookie breaks RFC 6265, 4.1.1.
    private static IEnumerable<string> ValuesOf(HttpRequest request, string name) =>
        request
            .Headers.Cookie.SelectMany(header => (header ?? "").Split(';', StringSplitOptions.TrimEntries))
            .Where(pair => pair.StartsWith($"{name}=", StringComparison.Ordinal))
            .Select(pair => pair[(name.Length + 1)..]);

    private void ClearOld(HttpContext context)
    {
        if (ValuesOf(context.Request, OldName).Any(value => RefreshToken.Parse(value) is not null))
        {
            context.Response.Cookies.Append(OldName, "", Describe(context.Request, TimeSpan.Zero, JwtPath));
        }
    }

    private bool IsOurs(string header) => Origin.TryParse(header, out var origin) && origin == Origin.Of(_publicUrl);

    private bool IsSecure(HttpRequest request) => request.IsHttps || _publicUrl.Scheme == Uri.UriSchemeHttps;

    private string NameFor(HttpRequest request) =>
        !IsSecure(request) ? Name
        : BasePath.Length == 0 ? $"__Host-{Name}"
        : $"__Secure-{Name}";

    private CookieOptions Describe(HttpRequest request, TimeSpan age, string? path = null) =>
        new()
        {
            HttpOnly = true,
            Secure = IsSecure(request),
            SameSite = Microsoft.AspNetCore.Http.SameSiteMode.Strict,
            Path = path ?? (IsSecure(request) && BasePath.Length == 0 ? "/" : BasePath + JwtPath),
            MaxAge = age,
            IsEssential = true,
        };
}
