using System.Net;

namespace OrleansRegistration.Webhooks;

/// <summary>How a try ended.</summary>
/// <param name="Status">The status of the answer; <c>null</c> without an answer.</param>
/// <param name="Failure"><c>null</c> when the receiver took the event.</param>
/// <param name="RetryAfter">How long the receiver wants no further try, if it said so.</param>
internal sealed record WebhookReply(int? Status, DeliveryFailure? Failure, TimeSpan? RetryAfter = null)
{
    /// <summary>Whether the receiver wants no more events.</summary>
    public bool IsGone => Status == (int)HttpStatusCode.Gone;

    /// <summary>Whether the receiver, or a proxy before it, has too much to do.</summary>
    public bool IsOverload =>
        Status
            is (int)HttpStatusCode.TooManyRequests
                or (int)HttpStatusCode.BadGateway
                or (int)HttpStatusCode.ServiceUnavailable
                or (int)HttpStatusCode.GatewayTimeout;
}
