using System.Security.Cryptography;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.Net.Http.Headers;
using Microsoft.OpenApi;

namespace OrleansRegistration.OpenApi;

/// <summary>The OpenAPI document. It is made once.</summary>
internal sealed class ApiDocument(IServiceProvider services)
{
    /// <summary>The document's name.</summary>
    public const string Name = "v1";

    private readonly Lazy<Task<(byte[] Json, EntityTagHeaderValue Tag)>> _made = new(() => MakeAsync(services));

    /// <summary>The document as JSON, and its entity tag.</summary>
    public Task<(byte[] Json, EntityTagHeaderValue Tag)> GetAsync() => _made.Value;

    private static async Task<(byte[] Json, EntityTagHeaderValue Tag)> MakeAsync(IServiceProvider services)
    {
        var document = await services.GetRequiredKeyedService<IOpenApiDocumentProvider>(Name).GetOpenApiDocumentAsync();
        using var json = new MemoryStream();
        await document.SerializeAsJsonAsync(json, OpenApiSpecVersion.OpenApi3_1);
        var bytes = json.ToArray();
        return (bytes, new($"\"{Convert.ToHexStringLower(SHA256.HashData(bytes).AsSpan(0, 16))}\""));
    }
}
