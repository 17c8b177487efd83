using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using OrleansRegistration.Captcha;
using OrleansRegistration.Hosting;
using OrleansRegistration.SecurityHeaders;
using OrleansRegistration.Web;

namespace OrleansRegistration.Tests;

public sealed partial class WebPagesTests(Service service)
{
    private readonly HttpClient _client = service.Server.CreateClient();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/")]
    [InlineData("/register?code=ABC")]
    [InlineData("/activate/")]
    public async Task Pages_are_answered_with_HTML_that_no_cache_keeps(string path)
    {
        var page = (await _client.ReadAsync(path)).Is(200);
        Assert.Equal("text/html", page.ContentHeaders.ContentType?.MediaType);
        Assert.Equal("no-store", page.Headers.CacheControl?.ToString());
        Assert.Contains("<base href=\"/\"", page.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("__", page.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Each_answer_allows_only_scripts_with_its_own_nonce()
    {
        var policies = new HashSet<string>();
        for (var i = 0; i < 2; i++)
        {
            var page = (await _client.ReadAsync("/sign-in")).Is(200);
            var policy = Assert.Single(page.Headers.GetValues("Content-Security-Policy"));
            Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
            Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
            var nonce = Nonce().Match(policy).Groups[1].Value;
            Assert.Equal(24, nonce.Length);
            Assert.All(NonceOfTag().Matches(page.Text), tag => Assert.Equal(nonce, tag.Groups[1].Value));
            policies.Add(policy);
        }

        Assert.Equal(2, policies.Count);
    }

    [Theory]
    [InlineData("/nowhere")]
    [InlineData("/api/nowhere")]
    public async Task Unknown_paths_are_a_page_for_browsers_and_a_problem_for_programs(string path)
    {
        var page = (await _client.ReadAsync(path, ("Accept", "text/html,application/xhtml+xml,*/*;q=0.8"))).Is(404);
        Assert.Equal("text/html", page.ContentHeaders.ContentType?.MediaType);
        (await _client.ReadAsync(path, ("Accept", "application/json"))).IsProblem(404, "not_found");
        (await _client.ReadAsync(path, ("Accept", "*/*"))).IsProblem(404, "not_found");
        (await _client.ReadAsync(path, ("Accept", "text/html;q=0"))).IsProblem(404, "not_found");
    }

    [Fact]
    public async Task Page_names_its_language()
    {
        var page = await _client.ReadAsync("/register", ("Accept-Language", "zh-CN,zh;q=0.9"));
        Assert.Contains("<html lang=\"zh-Hans\">", page.Is(200).Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("None", "'none'", "'self'")]
    [InlineData("ProofOfWork", "'none'", "'self'")]
    [InlineData("ReCaptcha", "https://www.recaptcha.net/recaptcha/ https://recaptcha.google.com/recaptcha/", "'self'")]
    [InlineData(
        "HCaptcha",
        "https://hcaptcha.com https://*.hcaptcha.com",
        "'self' https://hcaptcha.com https://*.hcaptcha.com"
    )]
    [InlineData("Turnstile", "https://challenges.cloudflare.com", "'self'")]
    public void Page_allows_what_the_captcha_provider_needs_and_nothing_else(
        string provider,
        string frames,
        string requests
    )
    {
        var policy = ContentPolicy.OfPage("the-nonce", Enum.Parse<CaptchaProvider>(provider)).Value;
        var sources = policy.Split("; ").ToDictionary(part => part.Split(' ')[0], part => part.Split(' ', 2)[1]);
        Assert.Equal("'nonce-the-nonce' 'strict-dynamic'", sources["script-src"]);
        Assert.Equal(frames, sources["frame-src"]);
        Assert.Equal(requests, sources["connect-src"]);
        Assert.Equal(requests, sources["style-src"].Replace(" 'nonce-the-nonce'", "", StringComparison.Ordinal));
        Assert.Equal("'self'", sources["img-src"]);
        Assert.Equal("'none'", sources["form-action"]);
        Assert.Equal("'none'", sources["default-src"]);
    }

    [Theory]
    [InlineData("/register", "zh-Hans", "zh-ABCD2345.js", "register-ABCD2345.js")]
    [InlineData("/register/", "en", "en-ABCD2345.js", "register-ABCD2345.js")]
    [InlineData("/nowhere", "en", "en-ABCD2345.js", "unknown-ABCD2345.js")]
    [InlineData("/sign-in", "en", "en-ABCD2345.js")]
    public async Task Page_preloads_the_scripts_of_its_path_and_language(
        string path,
        string language,
        params string[] scripts
    )
    {
        var folder = Directory.CreateTempSubdirectory("web-pages-").FullName;
        try
        {
            await File.WriteAllTextAsync(Path.Combine(folder, "index.html"), "<head>__PRELOAD__</head>", Stop);
            await File.WriteAllTextAsync(
                Path.Combine(folder, "preload.json"),
                """
                {
                  "/register": ["register-ABCD2345.js"], "/**": ["unknown-ABCD2345.js"],
                  "en": ["en-ABCD2345.js"], "zh-Hans": ["zh-ABCD2345.js"]
                }
                """,
                Stop
            );
            var pages = new WebPages(
                new(folder),
                Options.Create(new ServiceOptions()),
                Options.Create(new CaptchaOptions())
            );
            var context = new DefaultHttpContext();
            context.Request.Path = path;
            using var body = new MemoryStream();
            context.Response.Body = body;
            CultureInfo.CurrentUICulture = new(language);
            await pages.AnswerAsync(context, 200);
            await context.Response.BodyWriter.FlushAsync(Stop);
            var page = Encoding.UTF8.GetString(body.ToArray());
            Assert.Equal(scripts, LinkOfScript().Matches(page).Select(match => match.Groups[1].Value));
            Assert.Equal(page.Length, context.Response.ContentLength);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void Service_and_client_have_the_same_pages()
    {
        var paths = PathsIn("app.routes.ts", "/")
            .Where(path => path != "/**")
            .Union(PathsIn("admin/admin.routes.ts", "/admin/").Select(path => path.TrimEnd('/')));
        Assert.Equal(paths.Order(StringComparer.Ordinal), WebPages.Paths.Order(StringComparer.Ordinal));
    }

    private static IEnumerable<string> PathsIn(string routes, string start) =>
        RoutePath()
            .Matches(File.ReadAllText(Path.Combine(RepositoryFiles.Root, "web/src/app", routes)))
            .Select(match => start + match.Groups[1].Value);

    [GeneratedRegex("script-src 'nonce-([^']+)' 'strict-dynamic'")]
    private static partial Regex Nonce();

    [GeneratedRegex("nonce=\"([^\"]*)\"", RegexOptions.IgnoreCase)]
    private static partial Regex NonceOfTag();

    [GeneratedRegex("<link rel=\"modulepreload\" nonce=\"[^\"]{24}\" href=\"([^\"]+)\">")]
    private static partial Regex LinkOfScript();

    [GeneratedRegex("path: \"([^\"]*)\"")]
    private static partial Regex RoutePath();
}
