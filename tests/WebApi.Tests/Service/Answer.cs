using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;

namespace OrleansRegistration.Tests;

internal sealed record Answer(
    HttpStatusCode Status,
    HttpResponseHeaders Headers,
    HttpContentHeaders ContentHeaders,
    string Text
)
{
    public JsonElement Json => JsonDocument.Parse(Text).RootElement;

    /// <summary>The text of a field.</summary>
    public string this[string field] => Json.GetProperty(field).GetString()!;

    /// <summary>
    /// Fails unless the answer is a problem with this status and exactly these errors, in any order. An error is
    /// <c>field:code</c>, or <c>code</c> without a field.
    /// </summary>
    public Answer IsProblem(int status, params string[] errors)
    {
        Assert.True((int)Status == status, $"{(int)Status} {Text}");
        Assert.Equal("application/problem+json", ContentHeaders.ContentType?.MediaType);
        foreach (var member in (string[])["type", "title", "detail", "instance", "trace_id"])
        {
            Assert.NotEmpty(this[member]);
        }

        Assert.Equal(status, Json.GetProperty("status").GetInt32());
        var found = new List<string>();
        if (Json.TryGetProperty("errors", out var fields))
        {
            found.AddRange(
                fields
                    .EnumerateObject()
                    .SelectMany(field =>
                        field
                            .Value.EnumerateArray()
                            .Select(error => $"{field.Name}:{error.GetProperty("code").GetString()}")
                    )
            );
        }

        if (Json.TryGetProperty("non_field_errors", out var whole))
        {
            found.AddRange(whole.EnumerateArray().Select(error => error.GetProperty("code").GetString()!));
        }

        Assert.Equal(errors.Order(StringComparer.Ordinal), found.Order(StringComparer.Ordinal));
        return this;
    }

    public Answer Is(int status)
    {
        Assert.True((int)Status == status, $"{(int)Status} {Text}");
        return this;
    }
}
