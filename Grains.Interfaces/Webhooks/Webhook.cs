using System.Collections.Immutable;

namespace OrleansRegistration.Webhooks;

/// <summary>A webhook, as operators see it: without its secrets.</summary>
/// <param name="Stop">Why it is disabled; <c>null</c> while it is enabled.</param>
[GenerateSerializer, Immutable, Alias("webhook")]
public sealed record Webhook(
    [property: Id(0)] Guid Id,
    [property: Id(1)] string Url,
    [property: Id(2)] ImmutableArray<string> Events,
    [property: Id(3)] string Description,
    [property: Id(4)] WebhookStop? Stop,
    [property: Id(5)] DateTimeOffset CreatedAt,
    [property: Id(6)] ImmutableArray<WebhookSecretView> Secrets
)
{
    /// <summary>The most webhooks of a service.</summary>
    public const int Most = 20;

    /// <summary>The most secrets of a webhook.</summary>
    public const int MostSecrets = 5;

    /// <summary>How long a secret still signs after its successor was made.</summary>
    public static readonly TimeSpan SecretOverlap = TimeSpan.FromHours(24);

    /// <inheritdoc/>
    /// <remarks>Hides the address, which may hold a secret of the receiver.</remarks>
    public override string ToString() => $"{nameof(Webhook)} {Id:D}";
}

/// <summary>What operators see of a secret.</summary>
/// <param name="ExpiresAt">When it stops signing; <c>null</c> for the newest one.</param>
[GenerateSerializer, Immutable, Alias("webhook-secret-view")]
public sealed record WebhookSecretView(
    [property: Id(0)] int Number,
    [property: Id(1)] DateTimeOffset CreatedAt,
    [property: Id(2)] DateTimeOffset? ExpiresAt
);
