namespace OrleansRegistration.Webhooks;

/// <summary>A delivery that this node has a lease on.</summary>
/// <param name="Claim">The number of the claim: only the newest one may note how its try ended.</param>
/// <param name="Body">What the receiver gets; <c>null</c> if the event was deleted meanwhile.</param>
/// <param name="BeginBefore">A try that begins later might not end before the lease.</param>
internal sealed record ClaimedDelivery(
    Guid Webhook,
    Guid Event,
    int Claim,
    int Tries,
    DateTimeOffset QueuedAt,
    string? Body,
    DateTimeOffset BeginBefore
);
