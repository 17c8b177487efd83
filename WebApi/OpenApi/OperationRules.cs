using System.Globalization;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using OrleansRegistration.Json;
using OrleansRegistration.Operators;

namespace OrleansRegistration.OpenApi;

/// <summary>Makes the description of a route from its metadata.</summary>
internal static class OperationRules
{
    private static readonly Dictionary<int, string> Answers = new()
    {
        [200] = "The request succeeded.",
        [201] = "Created.",
        [202] = "Accepted. What was asked for follows.",
        [204] = "Done. The answer has no body.",
        [400] = "The request is malformed, or fields are missing or invalid. `errors` names the fields.",
        [401] = "The token, the credentials or the session are missing or not valid.",
        [403] = "The account or the page that calls is not allowed to do this.",
        [404] = "Not found.",
        [409] = "The request conflicts with what is stored.",
        [413] = "The body is longer than 32 KiB.",
        [415] = "The body is not JSON.",
        [429] = "Too many requests. Wait as long as `Retry-After` says.",
        [503] = "The service cannot answer at the moment. Wait as long as `Retry-After` says, then try again.",
    };

    /// <summary>Transforms one operation.</summary>
    public static async Task ApplyAsync(
        OpenApiOperation operation,
        OpenApiOperationTransformerContext context,
        CancellationToken cancellationToken
    )
    {
        var metadata = context.Description.ActionDescriptor.EndpointMetadata;
        if (metadata.OfType<JsonBody>().LastOrDefault() is { } body)
        {
            operation.RequestBody = await DescribeBodyAsync(body, context, cancellationToken);
        }

        operation.Security = DescribeSecurity(metadata, context.Document!);
        var responses = operation.Responses!.OrderBy(response => response.Key, StringComparer.Ordinal).ToList();
        operation.Responses!.Clear();
        foreach (var (status, response) in responses)
        {
            var code = int.Parse(status, CultureInfo.InvariantCulture);
            Describe((OpenApiResponse)response, code, metadata);
            operation.Responses[status] =
                code < 400 ? response : Share(response, $"Problem{status}", context.Document!);
        }
    }

    private static async Task<OpenApiRequestBody> DescribeBodyAsync(
        JsonBody body,
        OpenApiOperationTransformerContext context,
        CancellationToken cancellationToken
    )
    {
        var name = body.Type.Name;
        var document = context.Document!;
        if (document.Components?.Schemas?.ContainsKey(name) is not true)
        {
            document.AddComponent(
                name,
                await context.GetOrCreateSchemaAsync(body.Type, cancellationToken: cancellationToken)
            );
        }

        return new()
        {
            Required = !body.IsOptional,
            Content = new Dictionary<string, OpenApiMediaType>
            {
                [JsonMediaType.Json] = new() { Schema = new OpenApiSchemaReference(name, document) },
            },
        };
    }

    private static List<OpenApiSecurityRequirement> DescribeSecurity(IList<object> metadata, OpenApiDocument document)
    {
        if (metadata.OfType<IAuthorizeData>().Any())
        {
            return metadata.OfType<ScopeRequirement>().Any(requirement => requirement.AllowsKeys)
                ? [Needs(SecuritySchemes.AccessToken), Needs(SecuritySchemes.ApiKey)]
                : [Needs(SecuritySchemes.AccessToken)];
        }

        return metadata.OfType<OptionalCredentials>().LastOrDefault() is { } optional
            ? [.. optional.Schemes.Select(Needs), []]
            : [];

        OpenApiSecurityRequirement Needs(string scheme) =>
            new() { [new OpenApiSecuritySchemeReference(scheme, document)] = [] };
    }

    // All routes share the description of a status.
    private static OpenApiResponseReference Share(IOpenApiResponse problem, string name, OpenApiDocument document)
    {
        if (document.Components?.Responses?.ContainsKey(name) is not true)
        {
            document.AddComponent(name, problem);
        }

        return new(name, document);
    }

    private static void Describe(OpenApiResponse response, int status, IList<object> metadata)
    {
        response.Description = Answers[status];
        var headers = new Dictionary<string, IOpenApiHeader>();
        if (status is 429 or 503)
        {
            headers["Retry-After"] = Header(JsonSchemaType.Integer, "How long to wait, in seconds.");
        }

        if (status is 401)
        {
            headers["WWW-Authenticate"] = Header(JsonSchemaType.String, "The authentication scheme, `Bearer`.");
        }

        if (status is 201)
        {
            headers["Location"] = Header(JsonSchemaType.String, "Path of what was created.");
        }

        if (status < 300 && metadata.OfType<SetsRefreshCookie>().Any())
        {
            headers["Set-Cookie"] = Header(
                JsonSchemaType.String,
                "The refresh cookie. Scripts cannot read it.",
                required: false
            );
        }

        response.Headers = headers.Count > 0 ? headers : null;
    }

    private static OpenApiHeader Header(JsonSchemaType type, string description, bool required = true) =>
        new()
        {
            Description = description,
            Required = required,
            Schema = new OpenApiSchema { Type = type },
        };
}
