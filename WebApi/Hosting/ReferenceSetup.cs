using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.Extensions.Options;
using Microsoft.OpenApi;
using OrleansRegistration.Json;

namespace OrleansRegistration.Hosting;

/// <summary>Start-up step: the API's description.</summary>
internal static class ReferenceSetup
{
    private const string Bearer = "Bearer";

    /// <summary>Adds it.</summary>
    public static void AddReference(this WebApplicationBuilder builder) => builder.Services.AddOpenApi(options =>
    {
        options.AddSchemaTransformer(DescribeText);
        options.AddDocumentTransformer(DescribeDocument);
        options.AddOperationTransformer(DescribeSecurity);
    });

    private static Task DescribeText(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancellationToken)
    {
        if (context.JsonTypeInfo.Type == typeof(TextField))
        {
            schema.Type = JsonSchemaType.String;
        }

        if (context.JsonTypeInfo.Type == typeof(FlagField))
        {
            schema.Type = JsonSchemaType.Boolean;
            schema.Properties?.Clear();
        }

        return Task.CompletedTask;
    }

    private static Task DescribeDocument(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancellationToken)
    {
        document.Info.Title = "Invitation sign-up";

        // Relative, so that it holds by whatever name the service is reached.
        var path = context.ApplicationServices.GetRequiredService<IOptions<ServiceOptions>>().Value.PublicPath;
        document.Servers = [new() { Url = path.Length > 0 ? path : "/" }];
        document.Components ??= new();
        document.Components.SecuritySchemes ??= new Dictionary<string, IOpenApiSecurityScheme>();
        document.Components.SecuritySchemes[Bearer] = new OpenApiSecurityScheme { Type = SecuritySchemeType.Http, Scheme = "bearer", BearerFormat = "JWT" };
        return Task.CompletedTask;
    }

    private static Task DescribeSecurity(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        if (context.Description.ActionDescriptor.EndpointMetadata.OfType<IAuthorizeData>().Any())
        {
            operation.Security = [new() { [new OpenApiSecuritySchemeReference(Bearer, context.Document)] = [] }];
        }

        return Task.CompletedTask;
    }
}
