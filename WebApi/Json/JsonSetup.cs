using System.Text.Json;
using System.Text.Json.Serialization;
using OrleansRegistration.Hosting;

namespace OrleansRegistration.Json;

/// <summary>Start-up step: how JSON is read and written.</summary>
internal static class JsonSetup
{
    private const int MaxDepth = 8;

    /// <summary>snake_case, names compared exactly, no field twice, unknown fields ignored, nested at most 8 deep.</summary>
    public static void AddJson(this WebApplicationBuilder builder)
    {
        builder.Services.ConfigureHttpJsonOptions(http =>
        {
            var options = http.SerializerOptions;
            options.PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower;
            options.PropertyNameCaseInsensitive = false;
            options.AllowDuplicateProperties = false;
            options.NumberHandling = JsonNumberHandling.Strict; // numbers are written as numbers, and described so
            options.MaxDepth = MaxDepth;
            options.TypeInfoResolverChain.Insert(0, JsonShapes.Default);
        });
    }
}
