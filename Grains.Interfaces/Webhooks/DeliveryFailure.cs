namespace OrleansRegistration.Webhooks;

/// <summary>Why a try to deliver an event failed. Stored by name.</summary>
[GenerateSerializer, Alias("delivery-failure")]
public enum DeliveryFailure
{
    /// <summary>The receiver answered another status than 2xx.</summary>
    Status,

    /// <summary>The receiver answered 3xx. Webhooks follow no redirects.</summary>
    Redirect,

    /// <summary>The receiver did not answer in time.</summary>
    TimedOut,

    /// <summary>The name of the receiver has no address.</summary>
    NameUnknown,

    /// <summary>The receiver's address is not public (<see cref="WebhookOptions.AllowPrivateNetworks"/>).</summary>
    AddressRefused,

    /// <summary>TLS failed, for example because the certificate is not valid for the name.</summary>
    Insecure,

    /// <summary>No connection came about, or it broke.</summary>
    Unreachable,
}
