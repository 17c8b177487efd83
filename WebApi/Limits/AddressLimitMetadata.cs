namespace OrleansRegistration.Limits;

/// <summary>Limits routes.</summary>
internal static class AddressLimitMetadata
{
    /// <summary>
    /// Limits the requests per address of a route or of each route in a group. Requests beyond the limit get 429 with
    /// <c>Retry-After</c>. A route's own limit replaces the group's.
    /// </summary>
    public static TBuilder LimitedPerAddress<TBuilder>(this TBuilder routes, LimitKind kind)
        where TBuilder : IEndpointConventionBuilder => routes.WithMetadata(new AddressLimit(kind));
}
