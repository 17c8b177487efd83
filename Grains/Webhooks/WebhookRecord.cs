using System.Collections.Immutable;

namespace OrleansRegistration.Webhooks;

/// <summary>One webhook.</summary>
internal sealed record WebhookRecord
{
    public Guid Id { get; init; }

    public string Url
    {
        get;
        init => field = value ?? field;
    } = "";

    public ImmutableArray<string> Events
    {
        get;
        init => field = value.IsDefault ? field : value;
    } = [];

    public string? Description { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>Since when it is enabled without a break, or was before it was disabled.</summary>
    public DateTimeOffset EnabledAt { get; init; }

    /// <summary>Why it is disabled; <c>null</c> while it is enabled.</summary>
    public WebhookStop? Stop { get; init; }

    /// <summary>The secrets that sign, the oldest first.</summary>
    public ImmutableArray<WebhookSecret> Secrets
    {
        get;
        init => field = value.IsDefault ? field : value;
    } = [];

    /// <summary>Whether events of a type are sent.</summary>
    public bool Wants(string type) => Stop is null && Events.Contains(type);

    /// <summary>The webhook with new terms.</summary>
    public WebhookRecord With(WebhookTerms terms, DateTimeOffset now) =>
        this with
        {
            Url = terms.Url ?? Url,
            Events = terms.Events ?? Events,
            Description = terms.Description is { } text ? (text.Length == 0 ? null : text) : Description,
            Stop = terms.Enabled switch
            {
                true => null,
                false => Stop ?? WebhookStop.Operator,
                null => Stop,
            },
            EnabledAt = terms.Enabled is true && Stop is not null ? now : EnabledAt,
        };

    /// <summary>The webhook with one more secret. The older ones expire; those that have expired go.</summary>
    public WebhookRecord WithSecret(string secret, DateTimeOffset now) =>
        this with
        {
            Secrets =
            [
                .. Secrets
                    .Where(one => one.Signs(now))
                    .Select(one => one with { ExpiresAt = one.ExpiresAt ?? now + Webhook.SecretOverlap }),
                new(Secrets.Select(one => one.Number).DefaultIfEmpty().Max() + 1, secret, now, ExpiresAt: null),
            ],
        };

    /// <summary>The webhook as operators see it.</summary>
    public Webhook Describe(DateTimeOffset now) =>
        new(
            Id,
            Url,
            Events,
            Description ?? "",
            Stop,
            CreatedAt,
            [
                .. Secrets
                    .Where(one => one.Signs(now))
                    .Select(one => new WebhookSecretView(one.Number, one.CreatedAt, one.ExpiresAt)),
            ]
        );

    /// <inheritdoc/>
    /// <remarks>Hides the address and the secrets.</remarks>
    public override string ToString() => $"{nameof(WebhookRecord)} {Id:D}";
}

/// <summary>A secret of a webhook.</summary>
/// <param name="Number">Counts the secrets of the webhook, from 1.</param>
/// <param name="Sealed">The secret, encrypted under the master secret. The grain cannot read it.</param>
/// <param name="ExpiresAt">When it stops signing; <c>null</c> for the newest one.</param>
internal sealed record WebhookSecret(int Number, string Sealed, DateTimeOffset CreatedAt, DateTimeOffset? ExpiresAt)
{
    /// <summary>Whether it still signs.</summary>
    public bool Signs(DateTimeOffset now) => ExpiresAt is null || ExpiresAt > now;

    /// <inheritdoc/>
    /// <remarks>Hides the encrypted secret too, because messages are logged.</remarks>
    public override string ToString() => $"{nameof(WebhookSecret)} {Number}";
}
