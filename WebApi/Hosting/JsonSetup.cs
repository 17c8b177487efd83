using System.Text.Json;
using OrleansRegistration.Json;

namespace OrleansRegistration.Hosting;

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
            options.MaxDepth = MaxDepth;
            options.TypeInfoResolverChain.Insert(0, JsonShapes.Default);
        });

        // An outer bound for whatever reads a body by other means than Body<T>.
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Limits.MaxRequestBodySize = 2 * Body.MaxBytes);
    }
}
