using System.Collections.Frozen;
using System.Security.Cryptography;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.StaticFiles;
using Microsoft.Net.Http.Headers;
using OrleansRegistration.Cors;

namespace OrleansRegistration.Web;

/// <summary>
/// The files of the web client besides its page. They are read once, because they are few and small, and each is sent
/// as it is kept.
/// </summary>
internal sealed partial class WebFiles
{
    private const string Immutable = "public, max-age=31536000, immutable";
    private const string Checked = "no-cache";

    // Says to the middleware before that the answer is the same for everybody and in every language.
    private static readonly Endpoint Endpoint = new(null, new(new PublicDocument()), "A file of the web client");

    private readonly FrozenDictionary<string, WebFile> _files;

    /// <summary>Reads the folder. There may be none.</summary>
    public WebFiles(WebFolder folder) => _files = Read(folder.Path).ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Middleware: answers with the file of this path, if there is one.</summary>
    public Task AnswerAsync(HttpContext context, RequestDelegate next)
    {
        var request = context.Request;
        return
            WebPages.IsRead(request)
            && request.Path.Value is { Length: > 1 } path
            && _files.TryGetValue(path, out var file)
            ? AnswerAsync(context, file)
            : next(context);
    }

    private static Task AnswerAsync(HttpContext context, WebFile file)
    {
        context.SetEndpoint(Endpoint);
        var (bytes, encoding) = file.For(context.Request.GetTypedHeaders().AcceptEncoding);
        var response = context.Response;
        var tag = encoding is null ? $"\"{file.Tag}\"" : $"\"{file.Tag}-{encoding}\"";
        response.Headers.ETag = tag;
        response.Headers.Vary = HeaderNames.AcceptEncoding;
        response.Headers.CacheControl = file.IsImmutable ? Immutable : Checked;
        response.Headers["Cross-Origin-Resource-Policy"] = "same-origin";
        if (context.Request.Headers.IfNoneMatch.ToString().Contains(tag, StringComparison.Ordinal))
        {
            response.StatusCode = StatusCodes.Status304NotModified;
            return Task.CompletedTask;
        }

        response.ContentType = file.Type;
        response.ContentLength = bytes.Length;
        if (encoding is not null)
        {
            response.Headers.ContentEncoding = encoding;
        }

        return response.Body.WriteAsync(bytes).AsTask();
    }

    private static IEnumerable<KeyValuePair<string, WebFile>> Read(string folder)
    {
        if (!Directory.Exists(folder))
        {
            yield break;
        }

        var types = new FileExtensionContentTypeProvider();
        foreach (var path in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
        {
            var name = Path.GetRelativePath(folder, path).Replace('\\', '/');
            if (
                name is WebFolder.Page or WebFolder.Preload
                || path.EndsWith(".br", StringComparison.Ordinal)
                || path.EndsWith(".gz", StringComparison.Ordinal)
            )
            {
                continue;
            }

            var bytes = File.ReadAllBytes(path);
            var type = types.TryGetContentType(path, out var found) ? found : "application/octet-stream";
            yield return new(
                $"/{name}",
                new(
                    type.StartsWith("text/", StringComparison.Ordinal) ? $"{type}; charset=utf-8" : type,
                    Convert.ToHexStringLower(SHA256.HashData(bytes).AsSpan(0, 12)),
                    Hashed().IsMatch(name),
                    bytes,
                    Copy($"{path}.br"),
                    Copy($"{path}.gz")
                )
            );
        }
    }

    private static ReadOnlyMemory<byte>? Copy(string path) => File.Exists(path) ? File.ReadAllBytes(path) : null;

    [GeneratedRegex(@"-[0-9A-Za-z_-]{8}\.[a-z0-9]+$", RegexOptions.CultureInvariant)]
    private static partial Regex Hashed();
}
