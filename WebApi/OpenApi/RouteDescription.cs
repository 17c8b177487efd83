using System.Globalization;
using Microsoft.AspNetCore.Authorization;
using Microsoft.OpenApi;
using OrleansRegistration.Errors;
using OrleansRegistration.Json;
using OrleansRegistration.Limits;

namespace OrleansRegistration.OpenApi;

/// <summary>
/// Describes routes where they are mapped, besides name, summary, description and the errors that a handler decides
/// (<see cref="ErrorMetadata"/>). The errors of what runs before a handler are added to every route here.
/// </summary>
internal static class RouteDescription
{
    /// <summary>Says that a route sets or clears the refresh cookie.</summary>
    public static RouteHandlerBuilder WithRefreshCookie(this RouteHandlerBuilder route) =>
        route.WithMetadata(new SetsRefreshCookie());

    /// <summary>Says that a route accepts one of these <see cref="SecuritySchemes"/>, and needs none.</summary>
    public static RouteHandlerBuilder WithOptionalCredentials(
        this RouteHandlerBuilder route,
        params string[] schemes
    ) => route.WithMetadata(new OptionalCredentials(schemes));

    /// <summary>
    /// Describes a query parameter as a whole number. The handler takes it as a text, so that a wrong one gets the
    /// handler's own error.
    /// </summary>
    public static RouteHandlerBuilder WithIntegerQuery(
        this RouteHandlerBuilder route,
        string name,
        int least,
        int most,
        int? usual
    ) =>
        route.AddOpenApiOperationTransformer(
            (operation, _, _) =>
            {
                operation.Parameters!.OfType<OpenApiParameter>().Single(parameter => parameter.Name == name).Schema =
                    new OpenApiSchema
                    {
                        Type = JsonSchemaType.Integer,
                        Minimum = least.ToString(CultureInfo.InvariantCulture),
                        Maximum = most.ToString(CultureInfo.InvariantCulture),
                        Default = usual,
                    };
                return Task.CompletedTask;
            }
        );

    /// <summary>
    /// For all routes: GET also answers HEAD, and the errors of what runs before a handler are described.
    /// </summary>
    public static RouteGroupBuilder WithConventions(this RouteGroupBuilder routes)
    {
        ((IEndpointConventionBuilder)routes).Finally(endpoint =>
        {
            AnswerHead(endpoint.Metadata);
            DescribeErrors(endpoint.Metadata);
        });
        return routes;
    }

    // RFC 9110, 9.3.2. The web server leaves the body out.
    private static void AnswerHead(IList<object> metadata)
    {
        if (metadata.OfType<HttpMethodMetadata>().LastOrDefault() is { HttpMethods: ["GET"] } methods)
        {
            metadata[metadata.IndexOf(methods)] = new HttpMethodMetadata(
                [HttpMethods.Get, HttpMethods.Head],
                methods.AcceptCorsPreflight
            );
        }
    }

    private static void DescribeErrors(IList<object> metadata)
    {
        var statuses = new List<int>();
        if (metadata.OfType<JsonBody>().Any())
        {
            statuses.AddRange([400, 413, 415]);
        }

        if (metadata.OfType<IAuthorizeData>().LastOrDefault() is { } access)
        {
            statuses.Add(401);
            statuses.AddRange(access.Policy is null ? [403] : []);
        }

        if (metadata.OfType<AddressLimit>().Any())
        {
            statuses.Add(429);
        }

        foreach (var status in statuses)
        {
            metadata.Add(ErrorMetadata.Of(status));
        }
    }
}
