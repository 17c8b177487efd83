using System.Text.Json;

namespace OrleansRegistration.Tests;

/// <summary>What came of one try of an operation.</summary>
/// <param name="Status">The HTTP status; 0: no answer came.</param>
/// <param name="Body">The JSON of the answer.</param>
/// <param name="Error">The error codes of the answer, or why there was none.</param>
internal sealed record Reply(int Status, JsonElement Body, string Error)
{
    /// <summary>Whether the answer says what became of the operation.</summary>
    public bool IsTruth => Status is >= 200 and < 500 and not 429;

    public bool IsOk => Status is >= 200 and < 300;

    /// <summary>Status and error codes.</summary>
    public string Why => $"{Status} {Error}".TrimEnd();

    /// <summary>A text of the answer; <c>null</c> without it.</summary>
    public string? this[string field] =>
        Body.ValueKind == JsonValueKind.Object && Body.TryGetProperty(field, out var value) ? value.ToString() : null;

    /// <summary>The user's id in the answer's access token.</summary>
    public string? Subject
    {
        get
        {
            if (this["token"]?.Split('.') is not [_, var payload, _])
            {
                return null;
            }

            var json = System.Buffers.Text.Base64Url.DecodeFromChars(payload);
            using var claims = JsonDocument.Parse(json);
            return claims.RootElement.GetProperty("sub").GetString();
        }
    }
}
