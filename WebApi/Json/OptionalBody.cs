using System.Net.Mime;
using System.Reflection;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.Extensions.Options;
using JsonOptions = Microsoft.AspNetCore.Http.Json.JsonOptions;

namespace OrleansRegistration.Json;

/// <summary>As <see cref="Body{T}"/>, or no body at all.</summary>
internal sealed class OptionalBody<T> : IEndpointParameterMetadataProvider
    where T : class
{
    private OptionalBody(T? value) => Value = value;

    /// <summary>The object; <c>null</c> without a body.</summary>
    public T? Value { get; }

    /// <summary>Called by routing.</summary>
    public static async ValueTask<OptionalBody<T>> BindAsync(HttpContext context, ParameterInfo parameter)
    {
        var request = context.Request;
        if (request.ContentLength is 0 || context.Features.Get<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: false })
        {
            return new(null);
        }

        var options = context.RequestServices.GetRequiredService<IOptions<JsonOptions>>().Value.SerializerOptions;
        return new(await Body.ReadAsync(request, (JsonTypeInfo<T>)options.GetTypeInfo(typeof(T))));
    }

    /// <inheritdoc/>
    public static void PopulateMetadata(ParameterInfo parameter, EndpointBuilder builder) =>
        builder.Metadata.Add(new AcceptsMetadata([MediaTypeNames.Application.Json], typeof(T), isOptional: true));
}
