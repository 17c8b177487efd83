using System.Reflection;
using Microsoft.AspNetCore.Http.Metadata;

namespace OrleansRegistration.Json;

/// <summary>A body as <see cref="Body{T}"/> reads it, or no body.</summary>
internal sealed class OptionalBody<T> : IEndpointParameterMetadataProvider
    where T : class
{
    private OptionalBody(T? value) => Value = value;

    /// <summary>The object, or <c>null</c> without a body.</summary>
    public T? Value { get; }

    /// <summary>Reads the body; called by routing.</summary>
    public static async ValueTask<OptionalBody<T>> BindAsync(HttpContext context, ParameterInfo parameter) =>
        new(await Body.ReadAsync<T>(context));

    /// <inheritdoc/>
    public static void PopulateMetadata(ParameterInfo parameter, EndpointBuilder builder) =>
        builder.Metadata.Add(new JsonBody(typeof(T), IsOptional: true));
}
