namespace OrleansRegistration.Limits;

/// <summary>On an endpoint: requests are limited per address.</summary>
internal sealed record AddressLimit(LimitKind Kind);
