using Microsoft.AspNetCore.Http;
using OrleansRegistration.Web;

namespace OrleansRegistration.Tests;

public sealed class WebFilesTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("web-files-").FullName;

    public WebFilesTests()
    {
        foreach (
            var (name, text) in new Dictionary<string, string>
            {
                ["main-ABCD2345.js"] = "plain",
                ["main-ABCD2345.js.br"] = "brotli",
                ["main-ABCD2345.js.gz"] = "gzip",
                ["chunk-a_c-23xy.js"] = "plain",
                ["icon.svg"] = "<svg/>",
                ["index.html"] = "page",
            }
        )
        {
            File.WriteAllText(Path.Combine(_folder, name), text);
        }
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("gzip, deflate, br, zstd", "brotli", "br")]
    [InlineData("gzip;q=1.0, br;q=0", "gzip", "gzip")]
    [InlineData("GZIP", "gzip", "gzip")]
    [InlineData("br;q=0.5", "brotli", "br")]
    [InlineData("identity", "plain", "")]
    [InlineData("", "plain", "")]
    public async Task Smallest_copy_that_the_client_takes_is_sent(string accepted, string sent, string encoding)
    {
        var (text, response) = await GetAsync("/main-ABCD2345.js", ("Accept-Encoding", accepted));
        Assert.Equal(sent, text);
        Assert.Equal(encoding, response.Headers.ContentEncoding.ToString());
        Assert.Equal("Accept-Encoding", response.Headers.Vary.ToString());
        Assert.Equal("text/javascript; charset=utf-8", response.ContentType);
    }

    [Theory]
    [InlineData("/main-ABCD2345.js", "public, max-age=31536000, immutable")]
    [InlineData("/chunk-a_c-23xy.js", "public, max-age=31536000, immutable")]
    [InlineData("/icon.svg", "no-cache")]
    public async Task Only_files_whose_name_has_a_hash_are_kept_for_ever(string path, string control)
    {
        var (_, response) = await GetAsync(path);
        Assert.Equal(control, response.Headers.CacheControl.ToString());
        var (text, again) = await GetAsync(path, ("If-None-Match", response.Headers.ETag.ToString()));
        Assert.Equal(StatusCodes.Status304NotModified, again.StatusCode);
        Assert.Empty(text);
    }

    [Theory]
    [InlineData("/index.html")]
    [InlineData("/main-ABCD2345.js.br")]
    [InlineData("/../secret")]
    [InlineData("/")]
    public async Task Nothing_else_is_a_file_of_the_client(string path) =>
        Assert.Equal(StatusCodes.Status404NotFound, (await GetAsync(path)).Response.StatusCode);

    private async Task<(string Text, HttpResponse Response)> GetAsync(
        string path,
        params (string Name, string Value)[] headers
    )
    {
        var context = new DefaultHttpContext();
        context.Request.Method = "GET";
        context.Request.Path = path;
        foreach (var (name, value) in headers)
        {
            context.Request.Headers[name] = value;
        }

        using var body = new MemoryStream();
        context.Response.Body = body;
        await new WebFiles(new(_folder)).AnswerAsync(
            context,
            other =>
            {
                other.Response.StatusCode = StatusCodes.Status404NotFound;
                return Task.CompletedTask;
            }
        );
        return (System.Text.Encoding.UTF8.GetString(body.ToArray()), context.Response);
    }
}
