namespace OrleansRegistration.Webhooks;

/// <summary>What is stored of a delivery when its claim ends.</summary>
/// <param name="Due">When the next try is due; any time if there is none.</param>
/// <param name="Reply">How the try ended; <c>null</c> if there was none.</param>
internal sealed record DeliveryNote(
    ClaimedDelivery Delivery,
    DeliveryState State,
    DateTimeOffset Due,
    WebhookReply? Reply
);
