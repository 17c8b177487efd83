using System.Collections.Immutable;
using OrleansRegistration.Audit;

namespace OrleansRegistration.Webhooks;

/// <summary>
/// The webhooks of the service; key <c>webhooks/service</c>. Each change is an act (docs/adr/0037-webhooks.md). Every
/// call may be repeated. Calls throw <see cref="Storage.StorageUnavailableException"/> when storage does not answer.
/// </summary>
[Alias("IWebhooksGrain"), GrainInterfaceType(GrainTypes.Webhooks)]
public interface IWebhooksGrain : IGrainWithStringKey
{
    /// <summary>Lists all webhooks, the oldest first.</summary>
    [Alias("list")]
    Task<ImmutableArray<Webhook>> ListAsync();

    /// <summary>Adds a webhook.</summary>
    /// <param name="id">Made by the caller, once for each webhook.</param>
    /// <param name="secret">Its first secret, encrypted by the caller.</param>
    [Alias("create")]
    Task<WebhookResult> CreateAsync(Guid id, WebhookTerms terms, string secret, ActRequest request);

    /// <summary>Changes a webhook.</summary>
    [Alias("change")]
    Task<WebhookResult> ChangeAsync(Guid id, WebhookTerms terms, ActRequest request);

    /// <summary>Disables a webhook because of its receiver's answers.</summary>
    [Alias("stop")]
    Task<WebhookResult> StopAsync(Guid id, WebhookStop why, ActRequest request);

    /// <summary>Removes a webhook.</summary>
    [Alias("delete")]
    Task<WebhookOutcome> DeleteAsync(Guid id, ActRequest request);

    /// <summary>
    /// Adds a secret. The older ones still sign for <see cref="Webhook.SecretOverlap"/>, or until they are removed.
    /// </summary>
    /// <param name="secret">The secret, encrypted by the caller.</param>
    [Alias("add-secret")]
    Task<WebhookResult> AddSecretAsync(Guid id, string secret, ActRequest request);

    /// <summary>Removes a secret at once.</summary>
    [Alias("remove-secret")]
    Task<WebhookOutcome> RemoveSecretAsync(Guid id, int number, ActRequest request);

    /// <summary>Notes that a test event is to be queued.</summary>
    [Alias("note-test")]
    Task<WebhookOutcome> NoteTestAsync(Guid id, Guid eventId, ActRequest request);

    /// <summary>Notes that deliveries are to begin anew.</summary>
    /// <param name="eventId">The event of one delivery; <c>null</c> for those that failed.</param>
    /// <param name="since">Since when they were queued; <c>null</c> for one delivery.</param>
    [Alias("note-replay")]
    Task<WebhookOutcome> NoteReplayAsync(Guid id, Guid? eventId, DateTimeOffset? since, ActRequest request);
}
