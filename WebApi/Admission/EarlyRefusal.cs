using System.Buffers;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Cors.Infrastructure;
using Microsoft.Extensions.Localization;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;
using OrleansRegistration.Errors;
using OrleansRegistration.Json;
using OrleansRegistration.Proxy;
using OrleansRegistration.SecurityHeaders;
using OrleansRegistration.Users;
using JsonOptions = Microsoft.AspNetCore.Http.Json.JsonOptions;

namespace OrleansRegistration.Admission;

/// <summary>
/// Refuses sign-ups before everything else while there is no permit. In a flood most requests are refused, so a refusal
/// must cost a small part of a sign-up (docs/adr/0023-overload.md). The answer is that of
/// <see cref="Problems.ForOverload"/>, written from prepared bytes.
/// </summary>
internal sealed class EarlyRefusal
{
    private const string InstanceMark = "*instance*";
    private const string TraceMark = "*trace*";
    private static readonly Problem Refusal = Problems.ForOverload();

    private readonly SignUpAdmission _admission;
    private readonly PublicAddress _address;
    private readonly SecurityHeadersMiddleware _security;
    private readonly ICorsService _cors;
    private readonly CorsPolicy _policy;
    private readonly (byte[] Start, byte[] Middle, byte[] End) _english;
    private readonly (byte[] Start, byte[] Middle, byte[] End) _chinese;

    /// <summary>Prepares the answers.</summary>
    public EarlyRefusal(
        SignUpAdmission admission,
        PublicAddress address,
        SecurityHeadersMiddleware security,
        ICorsService cors,
        IOptions<CorsOptions> corsOptions,
        IOptions<JsonOptions> json,
        IStringLocalizer<ErrorMessages> messages
    )
    {
        (_admission, _address, _security, _cors) = (admission, address, security, cors);
        _policy = corsOptions.Value.GetPolicy(corsOptions.Value.DefaultPolicyName)!;
        _english = Prepare(AcceptedLanguage.English, messages, json.Value.SerializerOptions);
        _chinese = Prepare(AcceptedLanguage.Chinese, messages, json.Value.SerializerOptions);
    }

    /// <summary>Middleware: refuses a sign-up if there is no permit for it. Its body is not read.</summary>
    public Task RefuseAsync(HttpContext context, RequestDelegate next)
    {
        var request = context.Request;
        if (
            HttpMethods.IsPost(request.Method)
            && _address.WithoutPublicPath(request.Path) is var path
            && IsSignUp(path.Value)
            && _admission.IsFull
            && _address.IsAllowed(request.Host)
        )
        {
            _admission.CountRefusal();
            Refuse(context, _address.PublicPath + path);
            return Task.CompletedTask;
        }

        return next(context);
    }

    // Routing, too, ignores case and one slash at the end.
    private static bool IsSignUp(ReadOnlySpan<char> path) =>
        path.StartsWith(RegisterEndpoint.Path, StringComparison.OrdinalIgnoreCase)
        && path[RegisterEndpoint.Path.Length..] is [] or ['/'];

    private void Refuse(HttpContext context, PathString path)
    {
        var response = context.Response;
        var headers = response.Headers;
        if (context.Request.Headers.Origin.Count > 0)
        {
            _cors.ApplyResult(_cors.EvaluatePolicy(context, _policy), response);
        }

        var language = AcceptedLanguage.Of(context.Request);
        _security.Add(headers, ContentPolicy.OfApi);
        headers.ContentLanguage = language;
        headers.Append(HeaderNames.Vary, HeaderNames.AcceptLanguage);
        headers.CacheControl = "no-store";
        headers.ContentType = JsonMediaType.Problem;
        Refusal.Start(response);
        var (instance, trace) = (path.ToString(), Problem.TraceIdOf(context));
        var (start, middle, end) = language == AcceptedLanguage.Chinese ? _chinese : _english;
        headers.ContentLength = start.Length + instance.Length + middle.Length + trace.Length + end.Length;

        // The server sends all of this at once when the middleware has returned.
        var writer = response.BodyWriter;
        writer.Write(start);
        Encoding.ASCII.GetBytes(instance, writer);
        writer.Write(middle);
        Encoding.ASCII.GetBytes(trace, writer);
        writer.Write(end);
    }

    private static (byte[] Start, byte[] Middle, byte[] End) Prepare(
        string language,
        IStringLocalizer<ErrorMessages> messages,
        JsonSerializerOptions json
    )
    {
        var culture = CultureInfo.CurrentUICulture;
        CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo(language);
        var body = JsonSerializer.Serialize(Refusal.Describe(messages, InstanceMark, TraceMark), json);
        CultureInfo.CurrentUICulture = culture;
        return
            body.Split([InstanceMark, TraceMark], StringSplitOptions.None).Select(Encoding.UTF8.GetBytes).ToArray()
                is [var start, var middle, var end]
            ? (start, middle, end)
            : throw new UnreachableException();
    }
}
