using System.Reflection;
using Microsoft.AspNetCore.Http.Metadata;

namespace OrleansRegistration.Json;

/// <summary>As <see cref="Body{T}"/>, or no body at all.</summary>
internal sealed class OptionalBody<T> : IEndpointParameterMetadataProvider
    where T : class
{
    private OptionalBody(T? value) => Value = value;

    /// <summary>The object; <c>null</c> without a body.</summary>
    public T? Value { get; }

    /// <summary>Called by routing.</summary>
    public static async ValueTask<OptionalBody<T>> BindAsync(HttpContext context, ParameterInfo parameter) =>
        new(await Body.ReadAsync<T>(context));

    /// <inheritdoc/>
    public static void PopulateMetadata(ParameterInfo parameter, EndpointBuilder builder) =>
        builder.Metadata.Add(new JsonBody(typeof(T), IsOptional: true));
}
