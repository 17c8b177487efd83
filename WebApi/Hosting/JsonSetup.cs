using System.Text.Json;
using OrleansRegistration.Json;

namespace OrleansRegistration.Hosting;

/// <summary>Start-up step: how JSON is read and written.</summary>
internal static class JsonSetup
{
    private const int MaxDepth = 8;
    private const int MinBytesPerSecond = 1024;
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

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

        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            // An outer bound for whatever reads a body by other means than Body<T>.
            kestrel.Limits.MaxRequestBodySize = 2 * Body.MaxBytes;

            // On the average since the body began: by Kestrel's own 240 bytes/s one that stalls near its end would hold its connection for minutes.
            kestrel.Limits.MinRequestBodyDataRate = new(MinBytesPerSecond, Grace);
        });
    }
}
