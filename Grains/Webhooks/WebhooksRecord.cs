using System.Collections.Immutable;
using OrleansRegistration.Audit;

namespace OrleansRegistration.Webhooks;

/// <summary>All webhooks of the service. They are in one row, so each change of any of them is an act on it.</summary>
internal sealed record WebhooksRecord
{
    public ImmutableArray<WebhookRecord> Webhooks
    {
        get;
        init => field = value.IsDefault ? field : value;
    } = [];

    /// <summary>The last change.</summary>
    public Act? Act { get; init; }

    /// <summary>The webhook with an id, if there is one.</summary>
    public WebhookRecord? Find(Guid id) => Webhooks.FirstOrDefault(webhook => webhook.Id == id);

    /// <summary>The record with <paramref name="changed"/> in the place of the webhook with its id.</summary>
    public WebhooksRecord With(WebhookRecord changed) =>
        this with
        {
            Webhooks = [.. Webhooks.Select(webhook => webhook.Id == changed.Id ? changed : webhook)],
        };
}
