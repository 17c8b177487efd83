using Microsoft.AspNetCore.Cors;
using Microsoft.Net.Http.Headers;

namespace OrleansRegistration.Cors;

/// <summary>Makes routes public documents.</summary>
internal static class PublicDocuments
{
    /// <summary>
    /// Makes the route a public document. <c>Access-Control-Allow-Origin</c> is <c>*</c> even if the request has no
    /// <c>Origin</c>: a cache may give the answer to a page (Fetch, 3.3.5).
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
