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
/// The body of a request: one JSON object in UTF-8, at most <see cref="Body.MaxBytes"/> long, each field at most once.
/// Any other body fails with a <see cref="BadHttpRequestException"/> of status 413, 415 or 400.
/// </summary>
internal sealed class Body<T> : IEndpointParameterMetadataProvider
    where T : class
{
    private Body(T value) => Value = value;

    /// <summary>The object.</summary>
    public T Value { get; }

    /// <summary>Reads the body; called by routing.</summary>
    public static async ValueTask<Body<T>> BindAsync(HttpContext context, ParameterInfo parameter) =>
        new(await Body.ReadAsync<T>(context) ?? throw Body.Malformed(null));

    /// <inheritdoc/>
    public static void PopulateMetadata(ParameterInfo parameter, EndpointBuilder builder) =>
        builder.Metadata.Add(new JsonBody(typeof(T), IsOptional: false));
}

/// <summary>Reads bodies.</summary>
internal static class Body
{
    /// <summary>The greatest length of a body, in bytes. A sign-up with every field at its limit fits.</summary>
    public const int MaxBytes = 32 * 1024;

    /// <summary>The first buffer of a body, in bytes. An ordinary sign-up fits.</summary>
    public const int FirstBytes = 1024;

    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    /// <summary>Reads the whole body. Returns <c>null</c> for an empty body of any media type.</summary>
    /// <remarks>Takes no cancellation token: the reading ends when the connection ends.</remarks>
    public static async Task<T?> ReadAsync<T>(HttpContext context)
        where T : class
    {
        var request = context.Request;
        var options = context.RequestServices.GetRequiredService<IOptions<JsonOptions>>().Value.SerializerOptions;
        Check(request, request.ContentLength ?? 0);

        // The buffer grows with what has arrived, so that a slow body holds little memory. It is cleared when it is
        // returned: it may hold a password.
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
            // Kestrel throws an IOException for a chunk size beyond an integer, and for a client that has gone. In the
            // second case the connection must be aborted: otherwise Kestrel reads on and logs the failure as ours.
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

    /// <summary>The refusal, 400, of a body that is not one well-formed JSON object.</summary>
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
            // InvalidOperationException: a field name that is not valid text.
            throw Malformed(exception);
        }
    }
}
