using System.Globalization;
using Microsoft.AspNetCore.Authorization;
using Microsoft.OpenApi;
using OrleansRegistration.Errors;
using OrleansRegistration.Json;
using OrleansRegistration.Limits;
using OrleansRegistration.Sessions;
using OrleansRegistration.Users;

namespace OrleansRegistration.OpenApi;

/// <summary>On an endpoint: its success sets or clears the refresh cookie.</summary>
internal sealed record SetsRefreshCookie;

/// <summary>On an endpoint: credentials that it takes and does not need, each instead of the others.</summary>
internal sealed record OptionalCredentials(params string[] Schemes);

/// <summary>
/// What a route says about itself where it is mapped, besides summary, description, name and the errors that its handler
/// decides (<see cref="ErrorMetadata"/>). The errors of what runs before a handler are added to every route here.
/// </summary>
internal static class RouteDescription
{
    /// <summary>Security scheme of an access token.</summary>
    public const string AccessToken = "AccessToken";

    /// <summary>Security scheme of the refresh cookie.</summary>
    public const string RefreshCookie = "RefreshCookie";

    /// <summary>The route sets the refresh cookie, or clears it.</summary>
    public static RouteHandlerBuilder WithRefreshCookie(this RouteHandlerBuilder route) =>
        route.WithMetadata(new SetsRefreshCookie());

    /// <summary>The route takes one of these security schemes, or none.</summary>
    public static RouteHandlerBuilder WithOptionalCredentials(
        this RouteHandlerBuilder route,
        params string[] schemes
    ) => route.WithMetadata(new OptionalCredentials(schemes));

    /// <summary>The route takes the header <c>Idempotency-Key</c>.</summary>
    public static RouteHandlerBuilder WithIdempotencyKey(this RouteHandlerBuilder route) =>
        route.AddOpenApiOperationTransformer(
            (operation, _, _) =>
            {
                (operation.Parameters ??= []).Add(
                    new OpenApiParameter
                    {
                        Name = IdempotencyKey.Header,
                        In = ParameterLocation.Header,
                        Description =
                            "Chosen by the client, one for each sign-up. Repeating the request with the same key and body returns "
                            + "the first result.",
                        Schema = new OpenApiSchema
                        {
                            Type = JsonSchemaType.String,
                            MinLength = 1,
                            MaxLength = IdempotencyKey.MaxLength,
                            Pattern = "^[!-~]+$",
                        },
                    }
                );
                return Task.CompletedTask;
            }
        );

    /// <summary>
    /// A query parameter that the handler takes as text, to name it in its own words when it is wrong, is a whole number.
    /// </summary>
    public static RouteHandlerBuilder WithIntegerQuery(
        this RouteHandlerBuilder route,
        string name,
        int least,
        int most,
        int usual
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

    /// <summary>For all routes: GET answers HEAD too, and what runs before a handler has its errors described.</summary>
    public static RouteGroupBuilder WithConventions(this RouteGroupBuilder routes)
    {
        ((IEndpointConventionBuilder)routes).Finally(endpoint =>
        {
            AnswerHead(endpoint.Metadata);
            DescribeErrors(endpoint.Metadata);
        });
        return routes;
    }

    // RFC 9110, 9.3.2. The server leaves the body out.
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
