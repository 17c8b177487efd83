using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace OrleansRegistration.Tests;

/// <summary>Sends requests to a node. A failure of the connection is a reply, too.</summary>
internal static class Api
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(6);

    /// <summary>Sends one request and waits for its answer, for a while.</summary>
    /// <param name="token">An access token.</param>
    /// <param name="key">An <c>Idempotency-Key</c>.</param>
    public static async Task<Reply> SendAsync(
        this Node node,
        HttpMethod method,
        string path,
        object? body = null,
        string? token = null,
        string? key = null
    )
    {
        using var request = new HttpRequestMessage(method, path);
        request.Content = body is null ? null : JsonContent.Create(body);
        if (token is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }

        if (key is not null)
        {
            request.Headers.TryAddWithoutValidation("Idempotency-Key", key);
        }

        using var patience = new CancellationTokenSource(Patience);
        try
        {
            using var answer = await node.Client.SendAsync(request, patience.Token);
            var bytes = await answer.Content.ReadAsByteArrayAsync(patience.Token);
            var json = bytes.Length > 0 ? JsonElement.Parse(bytes) : default;
            return new((int)answer.StatusCode, json, answer.IsSuccessStatusCode ? "" : Codes(json));
        }
        catch (Exception failure) when (failure is HttpRequestException or OperationCanceledException or IOException)
        {
            return new(0, default, patience.IsCancellationRequested ? "timeout" : "connection");
        }
    }

    /// <summary>The error codes of a problem: <c>field:code</c>, or <c>code</c> for the request as a whole.</summary>
    private static string Codes(JsonElement problem)
    {
        var codes = new List<string>();
        if (problem.ValueKind == JsonValueKind.Object && problem.TryGetProperty("errors", out var fields))
        {
            codes.AddRange(
                fields
                    .EnumerateObject()
                    .SelectMany(field => field.Value.EnumerateArray().Select(error => $"{field.Name}:{Code(error)}"))
            );
        }

        if (problem.ValueKind == JsonValueKind.Object && problem.TryGetProperty("non_field_errors", out var whole))
        {
            codes.AddRange(whole.EnumerateArray().Select(Code));
        }

        return string.Join(' ', codes);

        static string Code(JsonElement error) => error.GetProperty("code").GetString()!;
    }
}
