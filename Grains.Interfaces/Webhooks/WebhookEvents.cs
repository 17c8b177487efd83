using System.Collections.Immutable;

namespace OrleansRegistration.Webhooks;

/// <summary>The types of events that a webhook may subscribe to.</summary>
public static class WebhookEvents
{
    /// <summary>The type of the event that the test of a webhook sends. It needs no subscription.</summary>
    public const string Test = "webhook.test";

    /// <summary>All types that can be subscribed to.</summary>
    public static readonly ImmutableArray<string> All =
    [
        "user.registered",
        "user.activated",
        "user.deleted",
        "invitation.exhausted",
        "level.changed",
    ];
}
