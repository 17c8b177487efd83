using Microsoft.AspNetCore.Cors.Infrastructure;
using Microsoft.Net.Http.Headers;
using OrleansRegistration.Json;

namespace OrleansRegistration.Cors;

/// <summary>The policies of CORS: what pages of other sites may send and read.</summary>
internal static class CorsPolicies
{
    /// <summary>Name of the policy of public documents: every page may read them, without credentials.</summary>
    public const string Public = "public";

    /// <summary>
    /// Request headers that pages may send: those that the service reads, and those that tracing and HTTP libraries add
    /// (W3C Trace Context and Baggage, Sentry, <c>X-Requested-With</c>).
    /// </summary>
    public static readonly IReadOnlyList<string> Headers =
    [
        HeaderNames.ContentType,
        HeaderNames.Authorization,
        HeaderNames.AcceptLanguage,
        FieldNames.IdempotencyKey,
        HeaderNames.TraceParent,
        HeaderNames.TraceState,
        HeaderNames.Baggage,
        "sentry-trace",
        HeaderNames.XRequestedWith,
    ];

    private static readonly TimeSpan PreflightAge = TimeSpan.FromMinutes(10);

    /// <summary>Adds the policies.</summary>
    public static void Add(CorsOptions cors, CorsSettings settings, AllowedOrigins origins)
    {
        cors.AddDefaultPolicy(policy =>
            policy
                .SetIsOriginAllowed(origins.Contains)
                .WithMethods(HttpMethods.Get, HttpMethods.Head, HttpMethods.Post, HttpMethods.Patch, HttpMethods.Delete)
                .AllowCredentials() // for the refresh cookie; only from these origins
                .WithHeaders([.. Headers, .. settings.Headers])
                .WithExposedHeaders(
                    HeaderNames.RetryAfter,
                    HeaderNames.ContentLanguage,
                    HeaderNames.Location,
                    FieldNames.IdempotencyKey // one that a balancer added
                )
                .SetPreflightMaxAge(PreflightAge)
        );
        cors.AddPolicy(
            Public,
            policy =>
                policy
                    .AllowAnyOrigin()
                    .WithMethods(HttpMethods.Get, HttpMethods.Head)
                    .AllowAnyHeader()
                    .WithExposedHeaders(HeaderNames.ETag)
                    .SetPreflightMaxAge(PreflightAge)
        );
    }
}
