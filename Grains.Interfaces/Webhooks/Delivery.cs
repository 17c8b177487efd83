using System.Collections.Immutable;

namespace OrleansRegistration.Webhooks;

/// <summary>How far a delivery is. Stored by name, in lower case.</summary>
[GenerateSerializer, Alias("delivery-state")]
public enum DeliveryState
{
    /// <summary>The next try is due at <see cref="Delivery.NextTryAt"/>.</summary>
    Waiting,

    /// <summary>The receiver took the event.</summary>
    Done,

    /// <summary>The last try failed. There is no other one, unless an operator asks for it.</summary>
    Failed,
}

/// <summary>One event on its way to one webhook.</summary>
/// <param name="Event">The id of the event, which the receiver gets as <c>webhook-id</c>.</param>
/// <param name="QueuedAt">When it began to wait.</param>
/// <param name="NextTryAt">When the next try is due; <c>null</c> if there is none.</param>
/// <param name="LastStatus">The status of the last answer; <c>null</c> without an answer.</param>
/// <param name="LastFailure">Why the last try failed (<see cref="DeliveryFailure"/>).</param>
[GenerateSerializer, Immutable, Alias("delivery")]
public sealed record Delivery(
    [property: Id(0)] Guid Event,
    [property: Id(1)] string Type,
    [property: Id(2)] DateTimeOffset QueuedAt,
    [property: Id(3)] DeliveryState State,
    [property: Id(4)] int Tries,
    [property: Id(5)] DateTimeOffset? NextTryAt,
    [property: Id(6)] DateTimeOffset? LastTryAt,
    [property: Id(7)] int? LastStatus,
    [property: Id(8)] DeliveryFailure? LastFailure
);

/// <summary>Where a page of deliveries begins: after this one.</summary>
[GenerateSerializer, Immutable, Alias("delivery-position")]
public sealed record DeliveryPosition([property: Id(0)] DateTimeOffset QueuedAt, [property: Id(1)] Guid Event);

/// <summary>A page of deliveries.</summary>
/// <param name="Next">Where the next page begins; <c>null</c> on the last page.</param>
[GenerateSerializer, Immutable, Alias("delivery-page")]
public sealed record DeliveryPage(
    [property: Id(0)] ImmutableArray<Delivery> Items,
    [property: Id(1)] DeliveryPosition? Next
);

/// <summary>How many deliveries of a webhook are not done.</summary>
[GenerateSerializer, Immutable, Alias("delivery-counts")]
public sealed record DeliveryCounts(
    [property: Id(0)] Guid Webhook,
    [property: Id(1)] long Waiting,
    [property: Id(2)] long Failed
);
