using System.Collections.Frozen;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;
using OrleansRegistration.Captcha;
using OrleansRegistration.Errors;
using OrleansRegistration.Hosting;
using OrleansRegistration.SecurityHeaders;

namespace OrleansRegistration.Web;

/// <summary>
/// The pages of the web client. All of them are one HTML page; the client shows what belongs to the path. Each answer
/// has a nonce of its own, which its <c>Content-Security-Policy</c> allows, so it must not be kept by a cache.
/// </summary>
internal sealed class WebPages
{
    private const string Html = "text/html; charset=utf-8";
    private const string NoncePlace = "__NONCE__";
    private const string LanguagePlace = "__LANGUAGE__";
    private const string PreloadPlace = "__PRELOAD__";
    private const string BasePlace = "<base href=\"/\"";
    private const int NonceBytes = 16;

    // The name of the page of an unknown path, in the routes of the client.
    private const string Unknown = "/**";

    /// <summary>
    /// The paths of the pages: those of <c>app.routes.ts</c> and <c>admin/admin.routes.ts</c> in <c>web/src/app</c>.
    /// </summary>
    public static readonly FrozenSet<string> Paths = new[]
    {
        "/",
        "/register",
        "/check-mail",
        "/activate",
        "/not-me",
        "/reset",
        "/sign-in",
        "/forgot",
        "/profile",
        "/devices",
        "/password",
        "/delete-account",
        "/invite",
        "/admin",
        "/admin/codes",
        "/admin/code",
        "/admin/new-code",
        "/admin/new-batch",
        "/admin/people",
        "/admin/person",
        "/admin/tree",
        "/admin/quarantine",
        "/admin/audit",
        "/admin/webhooks",
        "/admin/webhook",
        "/admin/jobs",
        "/admin/job",
        "/admin/api-keys",
    }.ToFrozenSet(StringComparer.Ordinal);

    private readonly CaptchaProvider _captcha;

    // Each page in each language, cut where the nonce goes.
    private readonly FrozenDictionary<(string Path, string Language), byte[][]> _pages;

    /// <summary>Reads the page, or takes one that says that there is no web client.</summary>
    public WebPages(WebFolder folder, IOptions<ServiceOptions> service, IOptions<CaptchaOptions> captcha)
    {
        _captcha = captcha.Value.Provider;
        var file = Path.Combine(folder.Path, WebFolder.Page);
        IsBuilt = File.Exists(file);
        var page = (IsBuilt ? File.ReadAllText(file) : NotBuilt.Html).Replace(
            BasePlace,
            $"<base href=\"{HtmlEncoder.Default.Encode(service.Value.PublicPath)}/\"",
            StringComparison.Ordinal
        );
        var scripts = ReadScripts(folder);
        _pages = (
            from path in Paths.Append(Unknown)
            from language in new[] { AcceptedLanguage.English, AcceptedLanguage.Chinese }
            let links = Links(scripts.GetValueOrDefault(language, []), scripts.GetValueOrDefault(path, []))
            let text = page.Replace(LanguagePlace, language, StringComparison.Ordinal)
                .Replace(PreloadPlace, links, StringComparison.Ordinal)
            select (Place: (path, language), Parts: text.Split(NoncePlace).Select(Encoding.UTF8.GetBytes).ToArray())
        ).ToFrozenDictionary(page => page.Place, page => page.Parts);
    }

    /// <summary>Whether the web client was built.</summary>
    public bool IsBuilt { get; }

    /// <summary>Middleware: answers the paths of the pages.</summary>
    public Task AnswerAsync(HttpContext context, RequestDelegate next) =>
        IsRead(context.Request) && Paths.Contains(PathOf(context.Request))
            ? AnswerAsync(context, StatusCodes.Status200OK)
            : next(context);

    /// <summary>Whether a request that nothing answers is made by somebody who wants to see a page.</summary>
    public static bool WantsPage(HttpRequest request) =>
        IsRead(request)
        && MediaTypeHeaderValue.TryParseList(request.Headers.Accept, out var types)
        && types.Any(type => type.MediaType == "text/html" && type.Quality is null or > 0);

    /// <summary>Whether a request only reads.</summary>
    public static bool IsRead(HttpRequest request) =>
        HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method);

    /// <summary>Answers with the page. The client shows what belongs to the path, or that nothing does.</summary>
    public async Task AnswerAsync(HttpContext context, int status)
    {
        var nonce = Convert.ToBase64String(RandomNumberGenerator.GetBytes(NonceBytes));
        context.Features.Set(ContentPolicy.OfPage(nonce, _captcha));
        var response = context.Response;
        response.StatusCode = status;
        response.ContentType = Html;
        var path = PathOf(context.Request);
        var language =
            CultureInfo.CurrentUICulture.Name == AcceptedLanguage.Chinese
                ? AcceptedLanguage.Chinese
                : AcceptedLanguage.English;
        var parts = _pages[(Paths.Contains(path) ? path : Unknown, language)];
        response.ContentLength = parts.Sum(part => (long)part.Length) + ((parts.Length - 1) * nonce.Length);
        var between = Encoding.ASCII.GetBytes(nonce);
        for (var i = 0; i < parts.Length; i++)
        {
            if (i > 0)
            {
                await response.BodyWriter.WriteAsync(between);
            }

            await response.BodyWriter.WriteAsync(parts[i]);
        }
    }

    // A slash at the end makes no difference. The path is empty at PublicUrl itself, if that has a path.
    private static string PathOf(HttpRequest request) =>
        request.Path.Value is not { Length: > 1 } path ? "/"
        : path[^1] == '/' ? path[..^1]
        : path;

    private static Dictionary<string, string[]> ReadScripts(WebFolder folder)
    {
        var path = Path.Combine(folder.Path, WebFolder.Preload);
        return File.Exists(path)
            ? JsonSerializer.Deserialize<Dictionary<string, string[]>>(File.ReadAllBytes(path))!
            : [];
    }

    private static string Links(params IEnumerable<string>[] scripts) =>
        string.Concat(
            scripts
                .SelectMany(names => names)
                .Select(name => $"<link rel=\"modulepreload\" nonce=\"{NoncePlace}\" href=\"{name}\">")
        );
}
