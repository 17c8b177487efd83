using System.Text.Json.Serialization;

namespace OrleansRegistration.Captcha;

/// <summary>What a provider says of an answer.</summary>
internal sealed record SiteVerifyResponse
{
    [JsonPropertyName("success")]
    public bool? Success { get; init; }

    [JsonPropertyName("error-codes")]
    public IReadOnlyList<string>? ErrorCodes { get; init; }

    [JsonPropertyName("hostname")]
    public string? Hostname { get; init; }

    /// <summary>reCAPTCHA version 3, Turnstile.</summary>
    [JsonPropertyName("action")]
    public string? Action { get; init; }

    /// <summary>reCAPTCHA version 3: 1 is a human, 0 a machine.</summary>
    [JsonPropertyName("score")]
    public double? Score { get; init; }
}

/// <summary>The providers' JSON.</summary>
[JsonSerializable(typeof(SiteVerifyResponse))]
internal sealed partial class SiteVerifyJson : JsonSerializerContext;
