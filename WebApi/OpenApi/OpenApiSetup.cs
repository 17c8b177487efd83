using Microsoft.AspNetCore.OpenApi;
using Microsoft.Extensions.Options;
using Microsoft.OpenApi;
using OrleansRegistration.Hosting;

namespace OrleansRegistration.OpenApi;

/// <summary>Start-up step: the API description.</summary>
internal static class OpenApiSetup
{
    /// <summary>Adds the document and its rules.</summary>
    public static void AddOpenApi(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<ApiDocument>();
        builder.Services.AddOpenApi(
            ApiDocument.Name,
            options =>
            {
                options.ShouldInclude = route => route.HttpMethod != HttpMethods.Head; // described as GET
                options.CreateSchemaReferenceId = SchemaRules.NameOf;
                options.AddSchemaTransformer(SchemaRules.ApplyAsync);
                options.AddOperationTransformer(OperationRules.ApplyAsync);
                options.AddDocumentTransformer(DescribeAsync);
            }
        );
    }

    private static Task DescribeAsync(
        OpenApiDocument document,
        OpenApiDocumentTransformerContext context,
        CancellationToken cancellationToken
    )
    {
        document.Info = new()
        {
            Title = "Invitation sign-up",
            Version = "1.0.0",
            Summary = "Sign up by invitation, log in, and manage the account.",
            Description = """
                All paths work with and without a slash at the end.
                Times are RFC 3339 in UTC. Money is a decimal text with two digits after the point.

                Every error is a problem (RFC 9457). `code` is stable and never translated.
                `message`, `title` and `detail` are in the language of `Accept-Language`: `en` or `zh-Hans`.

                Clients must ignore fields that they do not know.
                """,
            License = new() { Name = "MIT", Identifier = "MIT" },
        };
        var service = context.ApplicationServices.GetRequiredService<IOptions<ServiceOptions>>().Value;
        document.Servers = [new() { Url = service.PublicUrl }];
        document.Tags = ApiTags
            .All.Select(tag => new OpenApiTag { Name = tag.Name, Description = tag.Description })
            .ToHashSet();
        document.AddComponent<IOpenApiSecurityScheme>(
            SecuritySchemes.AccessToken,
            new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.Http,
                Scheme = "bearer",
                BearerFormat = "JWT",
                Description = "The field `token` of a sign-up, log-in, activation or refresh.",
            }
        );
        document.AddComponent<IOpenApiSecurityScheme>(
            SecuritySchemes.ApiKey,
            new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.Http,
                Scheme = "bearer",
                Description = "An API key of a service, `ork_…`, with the scope that the route names.",
            }
        );
        return Task.CompletedTask;
    }
}
