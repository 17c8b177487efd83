using System.Buffers;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.Extensions.Options;
using JsonOptions = Microsoft.AspNetCore.Http.Json.JsonOptions;

namespace OrleansRegistration.Json;

/// <summary>
/// One JSON object as the body of a request: at most <see cref="Body.MaxBytes"/>, UTF-8, each field once. Anything else
/// is a <see cref="BadHttpRequestException"/> with status 413, 415 or 400.
/// </summary>
internal sealed class Body<T> : IEndpointParameterMetadataProvider
    where T : class
{
    private Body(T value) => Value = value;

    /// <summary>The object.</summary>
    public T Value { get; }

    /// <summary>Called by routing.</summary>
    public static async ValueTask<Body<T>> BindAsync(HttpContext context, ParameterInfo parameter) =>
        new(await ReadAsync(context));

    /// <summary>For handlers that read a body only sometimes.</summary>
    public static async Task<T> ReadAsync(HttpContext context) =>
        await Body.ReadAsync<T>(context) ?? throw Body.Malformed(null);

    /// <inheritdoc/>
    public static void PopulateMetadata(ParameterInfo parameter, EndpointBuilder builder) =>
        builder.Metadata.Add(new JsonBody(typeof(T), IsOptional: false));
}

/// <summary>
/// On an endpoint: it reads a JSON body. Only described: routing itself would refuse media types, and it knows fewer
/// spellings of them.
/// </summary>
internal sealed record JsonBody(Type Type, bool IsOptional);

/// <summary>How a body is read.</summary>
internal static class Body
{
    /// <summary>The longest body, in bytes. A sign-up with every field at its limit fits.</summary>
    public const int MaxBytes = 32 * 1024;

    /// <summary>How much memory a body takes before any of it has arrived, in bytes. An ordinary sign-up fits.</summary>
    public const int FirstBytes = 1024;

    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    /// <summary>Reads the whole body; <c>null</c> when it is empty, whatever its media type is said to be.</summary>
    /// <remarks>Nothing cancels the reading: it ends with the connection by itself.</remarks>
    public static async Task<T?> ReadAsync<T>(HttpContext context)
        where T : class
    {
        var request = context.Request;
        var options = context.RequestServices.GetRequiredService<IOptions<JsonOptions>>().Value.SerializerOptions;
        Check(request, request.ContentLength ?? 0);

        // It grows with what has arrived, so that a slow body holds little memory. Cleared on return: it holds a password.
        var buffer = ArrayPool<byte>.Shared.Rent(FirstBytes);
        var length = 0;
        try
        {
            while (await request.Body.ReadAsync(buffer.AsMemory(length), CancellationToken.None) is > 0 and var read)
            {
                length += read;
                Check(request, length);
                buffer = length < buffer.Length ? buffer : Grow(buffer);
            }

            return length == 0
                ? null
                : Parse(buffer.AsSpan(0, length), (JsonTypeInfo<T>)options.GetTypeInfo(typeof(T)));
        }
        catch (IOException exception) when (exception is not BadHttpRequestException)
        {
            // Kestrel throws it for a chunk size that no integer holds, and for a client that has gone. In the second
            // case Kestrel would go on reading, unless it is told, and report that as a failure of ours.
            if (exception is ConnectionResetException)
            {
                context.Abort();
            }

            throw Malformed(exception);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer, clearArray: true);
        }
    }

    /// <summary>A body that is not what it must be.</summary>
    public static BadHttpRequestException Malformed(Exception? cause) =>
        new("The body is not one well-formed JSON object.", StatusCodes.Status400BadRequest, cause!);

    private static void Check(HttpRequest request, long length)
    {
        if (length > MaxBytes)
        {
            throw new BadHttpRequestException("The body is too large.", StatusCodes.Status413PayloadTooLarge);
        }

        if (length > 0 && !JsonMediaType.Matches(request.ContentType))
        {
            throw new BadHttpRequestException("The body is not JSON.", StatusCodes.Status415UnsupportedMediaType);
        }
    }

    private static byte[] Grow(byte[] buffer)
    {
        var larger = ArrayPool<byte>.Shared.Rent(2 * buffer.Length);
        buffer.CopyTo(larger, 0);
        ArrayPool<byte>.Shared.Return(buffer, clearArray: true);
        return larger;
    }

    private static T Parse<T>(ReadOnlySpan<byte> json, JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            json = json.StartsWith(ByteOrderMark) ? json[ByteOrderMark.Length..] : json;
            return JsonSerializer.Deserialize(json, type) ?? throw Malformed(null);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: a field name that is no text.
            throw Malformed(exception);
        }
    }
}
