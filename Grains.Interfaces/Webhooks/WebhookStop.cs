namespace OrleansRegistration.Webhooks;

/// <summary>Why a webhook is disabled. Stored by name.</summary>
[GenerateSerializer, Alias("webhook-stop")]
public enum WebhookStop
{
    /// <summary>An administrator disabled it.</summary>
    Operator,

    /// <summary>The receiver answered 410: it wants no more events.</summary>
    Gone,

    /// <summary>For days no event could be delivered.</summary>
    Failing,
}
