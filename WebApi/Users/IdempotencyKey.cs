using Microsoft.OpenApi;
using OrleansRegistration.Errors;
using OrleansRegistration.Json;

namespace OrleansRegistration.Users;

/// <summary>The header <c>Idempotency-Key</c>: 1 to 255 visible ASCII characters, chosen by the client.</summary>
internal static class IdempotencyKey
{
    private const int MaxLength = 255;

    /// <summary>
    /// Reads the key. Returns <c>null</c> when the header is absent, and when it is not valid, which is added to
    /// <paramref name="errors"/>.
    /// </summary>
    public static string? Read(IHeaderDictionary headers, FieldErrors errors)
    {
        if (!headers.TryGetValue(FieldNames.IdempotencyKey, out var values))
        {
            return null;
        }

        if (values is [{ Length: > 0 and <= MaxLength } key] && key.All(c => c is > ' ' and <= '~'))
        {
            return key;
        }

        errors.Add(FieldNames.IdempotencyKey, ErrorCodes.Invalid);
        return null;
    }

    /// <summary>Says that a route reads the header.</summary>
    public static RouteHandlerBuilder WithIdempotencyKey(this RouteHandlerBuilder route) =>
        route.AddOpenApiOperationTransformer(
            (operation, _, _) =>
            {
                (operation.Parameters ??= []).Add(
                    new OpenApiParameter
                    {
                        Name = FieldNames.IdempotencyKey,
                        In = ParameterLocation.Header,
                        Description =
                            "Chosen by the client, a new one for each request that is not a repeat. "
                            + "Repeating the request with the same key and body returns the first result.",
                        Schema = new OpenApiSchema
                        {
                            Type = JsonSchemaType.String,
                            MinLength = 1,
                            MaxLength = MaxLength,
                            Pattern = "^[!-~]+$",
                        },
                    }
                );
                return Task.CompletedTask;
            }
        );
}
