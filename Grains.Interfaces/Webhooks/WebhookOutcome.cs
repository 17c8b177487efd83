namespace OrleansRegistration.Webhooks;

/// <summary>How a change of a webhook ended. All but <see cref="Done"/> changed nothing.</summary>
[GenerateSerializer, Alias("webhook-outcome")]
public enum WebhookOutcome
{
    /// <summary>The change is committed, now or by an earlier call of the same request.</summary>
    Done,

    /// <summary>There is no such webhook, or no such secret.</summary>
    NotFound,

    /// <summary>There are <see cref="Webhook.Most"/> webhooks, or <see cref="Webhook.MostSecrets"/> secrets.</summary>
    TooMany,

    /// <summary>The newest secret cannot be removed: it has no successor.</summary>
    SecretInUse,
}

/// <summary>How a change of a webhook ended, and the webhook then.</summary>
/// <param name="Webhook"><c>null</c> if there is none.</param>
[GenerateSerializer, Immutable, Alias("webhook-result")]
public sealed record WebhookResult([property: Id(0)] WebhookOutcome Outcome, [property: Id(1)] Webhook? Webhook);
