using System.Text.Json.Serialization;

namespace OrleansRegistration.Captcha;

/// <summary>A provider's verdict on an answer.</summary>
internal sealed record SiteVerifyResponse
{
    [JsonPropertyName("success")]
    public bool? Success { get; init; }

    [JsonPropertyName("error-codes")]
    public IReadOnlyList<string>? ErrorCodes { get; init; }

    [JsonPropertyName("hostname")]
    public string? Hostname { get; init; }

    /// <summary>Only reCAPTCHA version 3 and Turnstile.</summary>
    [JsonPropertyName("action")]
    public string? Action { get; init; }

    /// <summary>Only reCAPTCHA version 3. 1 is a human, 0 a machine.</summary>
    [JsonPropertyName("score")]
    public double? Score { get; init; }
}

/// <summary>The JSON of the providers.</summary>
[JsonSerializable(typeof(SiteVerifyResponse))]
internal sealed partial class SiteVerifyJson : JsonSerializerContext;
