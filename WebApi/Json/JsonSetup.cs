using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace OrleansRegistration.Json;

/// <summary>Start-up step: how JSON is read and written.</summary>
internal static class JsonSetup
{
    private const int MaxDepth = 8;

    /// <summary>
    /// Sets the rules: snake_case; names are case-sensitive; each field at most once; unknown fields are ignored; at
    /// most 8 levels deep.
    /// </summary>
    /// <param name="messages">Knows every type that travels as JSON.</param>
    public static void AddJson(this WebApplicationBuilder builder, IJsonTypeInfoResolver messages)
    {
        builder.Services.ConfigureHttpJsonOptions(http =>
        {
            var options = http.SerializerOptions;
            options.PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower;
            options.PropertyNameCaseInsensitive = false;
            options.AllowDuplicateProperties = false;
            options.NumberHandling = JsonNumberHandling.Strict; // numbers are written as numbers, and described so
            options.MaxDepth = MaxDepth;
            options.TypeInfoResolverChain.Insert(0, messages);
        });
    }
}
