using Microsoft.AspNetCore.Cors;
using Microsoft.Net.Http.Headers;

namespace OrleansRegistration.Cors;

/// <summary>
/// On an endpoint: its answers are the same for everybody, in every language. Caches keep them, and every page may read them.
/// </summary>
internal sealed record PublicDocument;

/// <summary>Puts it there.</summary>
internal static class PublicDocuments
{
    /// <summary>
    /// Makes the route a public document. <c>Access-Control-Allow-Origin</c> is <c>*</c> also when nobody asked for it: a cache
    /// gives the answer of one client to the page of another (Fetch, 3.3.5).
    /// </summary>
    /// <param name="life">How long a cache may keep an answer.</param>
    public static RouteHandlerBuilder AsPublicDocument(this RouteHandlerBuilder route, TimeSpan life) =>
        route
            .WithMetadata(new PublicDocument(), new EnableCorsAttribute(CorsPolicies.Public))
            .AddEndpointFilter(
                async (invocation, next) =>
                {
                    var response = invocation.HttpContext.Response;
                    response.GetTypedHeaders().CacheControl = new CacheControlHeaderValue
                    {
                        Public = true,
                        MaxAge = life,
                    };
                    response.Headers.AccessControlAllowOrigin = "*";
                    return await next(invocation);
                }
            );
}
