using System.Collections.Immutable;

namespace OrleansRegistration.Webhooks;

/// <summary>What an administrator decides of a webhook. A member that is <c>null</c> stays as it is.</summary>
/// <param name="Url">Where events are sent (<see cref="WebhookUrl"/>). A new webhook needs it.</param>
/// <param name="Events">Types of events (<see cref="WebhookEvents"/>). A new webhook needs at least one.</param>
/// <param name="Enabled">Whether events are sent. A new webhook is enabled by default.</param>
/// <param name="Description">What it is for; empty for nothing.</param>
[GenerateSerializer, Immutable, Alias("webhook-terms")]
public sealed record WebhookTerms(
    [property: Id(0)] string? Url,
    [property: Id(1)] ImmutableArray<string>? Events,
    [property: Id(2)] bool? Enabled,
    [property: Id(3)] string? Description
)
{
    /// <summary>The most characters of a <see cref="Description"/>.</summary>
    public const int MaxDescription = 200;

    /// <inheritdoc/>
    /// <remarks>Hides the address, which may hold a secret of the receiver.</remarks>
    public override string ToString() => nameof(WebhookTerms);
}
