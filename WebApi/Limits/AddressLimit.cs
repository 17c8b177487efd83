namespace OrleansRegistration.Limits;

/// <summary>On an endpoint: its requests are limited per address.</summary>
internal sealed record AddressLimit(LimitKind Kind);

/// <summary>Puts it there.</summary>
internal static class AddressLimitMetadata
{
    /// <summary>Limits the route's requests per address. Beyond it: 429 with <c>Retry-After</c>.</summary>
    public static RouteHandlerBuilder LimitedPerAddress(this RouteHandlerBuilder route, LimitKind kind) =>
        route.WithMetadata(new AddressLimit(kind));
}
