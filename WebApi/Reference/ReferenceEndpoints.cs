using OrleansRegistration.Hardening;
using Scalar.AspNetCore;

namespace OrleansRegistration.Reference;

/// <summary>The description of this API, for programs and for people.</summary>
internal static class ReferenceEndpoints
{
    private const string PagePath = "/docs";

    /// <summary>Maps the routes.</summary>
    public static void MapReference(this IEndpointRouteBuilder routes)
    {
        routes.MapOpenApi("/openapi/v1.json");

        // Everything the page needs is served by this process: no fonts, no agent and no statistics of others.
        routes.MapScalarApiReference(PagePath, page => page
            .WithTitle("Invitation sign-up")
            .DisableDefaultFonts()
            .HideDeveloperTools()
            .DisableAgent()
            .DisableTelemetry())
            .WithMetadata(ContentPolicy.OfReference);
        routes.MapGet("/", () => TypedResults.Redirect(PagePath)).ExcludeFromDescription();
    }
}
