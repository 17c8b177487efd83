using Microsoft.AspNetCore.Cors;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing.Patterns;
using OrleansRegistration.Cors;
using OrleansRegistration.Json;
using OrleansRegistration.SecurityHeaders;
using Scalar.AspNetCore;

namespace OrleansRegistration.OpenApi;

/// <summary>The API description: the document for programs, and the page for people.</summary>
internal static class OpenApiEndpoints
{
    private const string PagePath = "/docs";
    private static readonly TimeSpan Life = TimeSpan.FromMinutes(5);

    /// <summary>Maps the routes.</summary>
    public static void MapApiReference(this IEndpointRouteBuilder routes)
    {
        routes
            .MapGet($"/openapi/{ApiDocument.Name}.json", GetDocumentAsync)
            .ExcludeFromDescription()
            .AsPublicDocument(Life);

        // This process serves everything that the page needs: no fonts, agents or statistics of others.
        var page = routes
            .MapScalarApiReference(
                PagePath,
                page =>
                    page.WithTitle("Invitation sign-up")
                        .DisableDefaultFonts()
                        .HideDeveloperTools()
                        .DisableAgent()
                        .DisableTelemetry()
            )
            .WithMetadata(ContentPolicy.OfReference, new DisableCorsAttribute());
        page.Finally(endpoint =>
        {
            TakeNoName(endpoint);
            SendCompressed(endpoint);
        });
    }

    internal static async Task<FileContentHttpResult> GetDocumentAsync(ApiDocument document)
    {
        var (json, tag) = await document.GetAsync();
        return TypedResults.Bytes(json, JsonMediaType.Json, entityTag: tag);
    }

    // The page would take the name of a document as a part of its path. There is one document, so any name would do.
    private static void TakeNoName(EndpointBuilder endpoint)
    {
        if (endpoint is RouteEndpointBuilder route && route.RoutePattern.Parameters.Count > 0)
        {
            route.RoutePattern = RoutePatternFactory.Parse(PagePath);
        }
    }

    // The script of the page, 5 MB, is kept compressed, and decompressing it takes 20 ms of CPU. All browsers accept
    // gzip.
    private static void SendCompressed(EndpointBuilder endpoint)
    {
        var serve = endpoint.RequestDelegate!;
        endpoint.RequestDelegate = context =>
        {
            context.Request.Headers.AcceptEncoding = "gzip";
            return serve(context);
        };
    }
}
