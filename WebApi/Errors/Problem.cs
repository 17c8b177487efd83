using System.Diagnostics;
using System.Globalization;
using Microsoft.Extensions.Localization;
using Microsoft.Net.Http.Headers;
using OrleansRegistration.Json;

namespace OrleansRegistration.Errors;

/// <summary>An error answer: <c>application/problem+json</c> (RFC 9457) in the language of the request.</summary>
internal sealed class Problem : IResult
{
    /// <summary>How long a client must wait after 503.</summary>
    private static readonly TimeSpan RetryAfter503 = TimeSpan.FromSeconds(2);

    private readonly int _status;
    private readonly IReadOnlyList<(string Field, string Code)> _fields;
    private readonly string? _code;
    private readonly TimeSpan? _retryAfter;
    private readonly string? _argument;

    private Problem(
        int status,
        IReadOnlyList<(string Field, string Code)> fields,
        string? code,
        TimeSpan? retryAfter = null,
        string? argument = null
    ) =>
        (_status, _fields, _code, _argument, _retryAfter) = (
            status,
            fields,
            code,
            argument,
            retryAfter ?? (status == StatusCodes.Status503ServiceUnavailable ? RetryAfter503 : null)
        );

    /// <summary>Describes the request as a whole.</summary>
    public static Problem Of(int status, string code) => new(status, [], code);

    /// <summary>Describes the request as a whole. <c>Retry-After</c> is in whole seconds, rounded up.</summary>
    public static Problem Of(int status, string code, TimeSpan retryAfter) => new(status, [], code, retryAfter);

    /// <summary>Describes the request as a whole, with a word in the message, such as the name of a scope.</summary>
    public static Problem Of(int status, string code, string argument) => new(status, [], code, argument: argument);

    /// <summary>Describes fields.</summary>
    public static Problem Of(int status, FieldErrors errors) => new(status, errors.All, null);

    /// <inheritdoc/>
    public Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        Start(response);

        // Takes no cancellation token: without one the writing ends quietly when the client goes.
        return response.WriteAsJsonAsync(
            Describe(
                httpContext.RequestServices.GetRequiredService<IStringLocalizer<ErrorMessages>>(),
                httpContext.Request.PathBase + httpContext.Request.Path, // the query is left out: it may hold names
                TraceIdOf(httpContext)
            ),
            options: null,
            JsonMediaType.Problem
        );
    }

    /// <summary>The id of a request in the service's logs.</summary>
    public static string TraceIdOf(HttpContext context) =>
        Activity.Current?.TraceId.ToString() ?? context.TraceIdentifier;

    /// <summary>Sets the status and the headers that belong to it.</summary>
    public void Start(HttpResponse response)
    {
        response.StatusCode = _status;
        if (_retryAfter is { } wait)
        {
            response.Headers.RetryAfter = Math.Ceiling(wait.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        }

        if (_status == StatusCodes.Status401Unauthorized && !response.Headers.ContainsKey(HeaderNames.WWWAuthenticate))
        {
            response.Headers.WWWAuthenticate = "Bearer"; // RFC 9110, 15.5.2: every 401 must name a challenge
        }
    }

    /// <summary>The body, in the language of the thread.</summary>
    /// <param name="instance">The path of the request.</param>
    public ProblemBody Describe(IStringLocalizer<ErrorMessages> messages, string instance, string traceId)
    {
        var title = messages[$"title.{_status.ToString(CultureInfo.InvariantCulture)}"];
        var whole = _code is null
            ? null
            : new ErrorBody(PublicCode(_code), _argument is null ? messages[_code] : messages[_code, _argument]);
        return new(
            Type: "about:blank",
            Title: title.ResourceNotFound ? messages["title"] : title,
            Status: _status,
            Detail: whole?.Message ?? messages["detail.fields"],
            Instance: instance,
            TraceId: traceId,
            Errors: _fields.Count == 0
                ? null
                : _fields
                    .GroupBy(error => error.Field)
                    .ToDictionary(
                        field => field.Key,
                        IReadOnlyList<ErrorBody> (field) => [.. field.Select(error => Describe(error, messages))]
                    ),
            NonFieldErrors: whole is null ? null : [whole]
        );
    }

    private static ErrorBody Describe((string Field, string Code) error, IStringLocalizer<ErrorMessages> messages)
    {
        var own = messages[$"{error.Field}.{error.Code}"];
        return new(error.Code, own.ResourceNotFound ? messages[error.Code] : own);
    }

    // Some public codes have several messages. Without an Idempotency-Key, repeating the request is not the way out. An
    // active account cannot be disowned, its address cannot be corrected, and it needs no activation mail. Operators
    // read of other people's accounts.
    private static string PublicCode(string code) =>
        code switch
        {
            ErrorCodes.UnknownOutcomeWithoutKey => ErrorCodes.UnknownOutcome,
            ErrorCodes.AddressFinal or ErrorCodes.PersonActivated => ErrorCodes.AccountActivated,
            ErrorCodes.PersonLapsed => ErrorCodes.AccountLapsed,
            ErrorCodes.TryIssueAgain => ErrorCodes.TryAgain,
            _ => code,
        };
}
