using System.Collections.Immutable;

namespace OrleansRegistration.Webhooks;

/// <summary>
/// Reads and changes the deliveries of webhooks; key <c>webhook-deliveries/service</c>. Any silo answers. Every call
/// may be repeated. Calls throw <see cref="Storage.StorageUnavailableException"/> when the database does not answer.
/// </summary>
[Alias("IWebhookDeliveriesGrain"), GrainInterfaceType(GrainTypes.WebhookDeliveries)]
public interface IWebhookDeliveriesGrain : IGrainWithStringKey
{
    /// <summary>Counts what is not done, for each webhook that has such deliveries.</summary>
    [Alias("count")]
    Task<ImmutableArray<DeliveryCounts>> CountAsync();

    /// <summary>Lists deliveries of a webhook, the newest first.</summary>
    /// <param name="state">Only deliveries in this state; <c>null</c> for all.</param>
    [Alias("list")]
    Task<DeliveryPage> ListAsync(Guid webhook, DeliveryState? state, DeliveryPosition? after, int limit);

    /// <summary>Whether there is a delivery of an event.</summary>
    [Alias("has")]
    Task<bool> HasAsync(Guid webhook, Guid eventId);

    /// <summary>Sends an event again, from the first try on.</summary>
    /// <returns><c>false</c> when there is no such delivery.</returns>
    [Alias("replay")]
    Task<bool> ReplayAsync(Guid webhook, Guid eventId);

    /// <summary>Sends again all events that failed and were queued at <paramref name="since"/> or later.</summary>
    /// <returns>How many there were.</returns>
    [Alias("replay-failed")]
    Task<long> ReplayFailedAsync(Guid webhook, DateTimeOffset since);

    /// <summary>Queues a test event.</summary>
    /// <param name="eventId">Made by the caller, once for each test.</param>
    [Alias("test")]
    Task TestAsync(Guid webhook, Guid eventId);

    /// <summary>Deletes the deliveries of a webhook that was deleted.</summary>
    [Alias("forget")]
    Task ForgetAsync(Guid webhook);
}
