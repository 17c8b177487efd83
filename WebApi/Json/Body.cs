using System.Buffers;
using System.Net.Mime;
using System.Reflection;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;
using JsonOptions = Microsoft.AspNetCore.Http.Json.JsonOptions;

namespace OrleansRegistration.Json;

/// <summary>
/// One JSON object as the body of a request: at most <see cref="Body.MaxBytes"/>, UTF-8, each field once. Anything else is a
/// <see cref="BadHttpRequestException"/> with status 413, 415 or 400.
/// </summary>
internal sealed class Body<T> : IEndpointParameterMetadataProvider
    where T : class
{
    private Body(T value) => Value = value;

    /// <summary>The object.</summary>
    public T Value { get; }

    /// <summary>Called by routing.</summary>
    public static async ValueTask<Body<T>> BindAsync(HttpContext context, ParameterInfo parameter) => new(await ReadAsync(context));

    /// <summary>For handlers that read a body only sometimes.</summary>
    public static Task<T> ReadAsync(HttpContext context)
    {
        var options = context.RequestServices.GetRequiredService<IOptions<JsonOptions>>().Value.SerializerOptions;
        var type = (JsonTypeInfo<T>)options.GetTypeInfo(typeof(T));
        return Body.ReadAsync(context.Request, type);
    }

    /// <inheritdoc/>
    public static void PopulateMetadata(ParameterInfo parameter, EndpointBuilder builder) =>
        builder.Metadata.Add(new AcceptsMetadata([MediaTypeNames.Application.Json], typeof(T)));
}

/// <summary>How a body is read.</summary>
internal static class Body
{
    /// <summary>The longest body, in bytes. A sign-up with every field at its limit fits.</summary>
    public const int MaxBytes = 32 * 1024;

    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    /// <summary>Reads the whole body.</summary>
    public static async Task<T> ReadAsync<T>(HttpRequest request, JsonTypeInfo<T> type)
        where T : class
    {
        if (!IsUtf8Json(request))
        {
            throw new BadHttpRequestException("The body is not JSON in UTF-8.", StatusCodes.Status415UnsupportedMediaType);
        }

        if (request.ContentLength > MaxBytes)
        {
            throw TooLarge();
        }

        // One byte more than allowed tells a body that is too long. Cleared on return: it holds a password. Nothing cancels the reading: it ends with the
        // connection by itself.
        var buffer = ArrayPool<byte>.Shared.Rent(MaxBytes + 1);
        try
        {
            var length = await request.Body.ReadAtLeastAsync(buffer.AsMemory(0, MaxBytes + 1), MaxBytes + 1, throwOnEndOfStream: false, CancellationToken.None);
            return length > MaxBytes ? throw TooLarge() : Parse(buffer.AsSpan(0, length), type);
        }
        catch (IOException exception) when (exception is not BadHttpRequestException)
        {
            // Kestrel's for a chunk's size that no integer holds, and for a client that has gone: then it would go on reading, unless it is told, and
            // report that as a failure of ours.
            if (exception is ConnectionResetException)
            {
                request.HttpContext.Abort();
            }

            throw Malformed(exception);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer, clearArray: true);
        }
    }

    private static T Parse<T>(ReadOnlySpan<byte> json, JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize(json.StartsWith(ByteOrderMark) ? json[ByteOrderMark.Length..] : json, type) ?? throw Malformed(null);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: a field name that is no text.
            throw Malformed(exception);
        }
    }

    private static bool IsUtf8Json(HttpRequest request) =>
        request.HasJsonContentType()
        && (!MediaTypeHeaderValue.TryParse(request.ContentType, out var type) || type.Charset.Length == 0
            || type.Encoding == Encoding.UTF8 || type.Encoding == Encoding.ASCII);

    private static BadHttpRequestException TooLarge() => new("The body is too large.", StatusCodes.Status413PayloadTooLarge);

    private static BadHttpRequestException Malformed(Exception? cause) =>
        new("The body is not one well-formed JSON object.", StatusCodes.Status400BadRequest, cause!);
}
