using OrleansRegistration.Json;

namespace OrleansRegistration.Errors;

/// <summary>Tells the API description which errors a route answers.</summary>
internal static class ErrorMetadata
{
    /// <summary>
    /// Adds statuses that the handlers of a route or a group decide, each with a problem body. The statuses of what
    /// runs before a handler (reading the body, the access token, the limit per address) are added to every route by
    /// themselves.
    /// </summary>
    public static TBuilder ProducesErrors<TBuilder>(this TBuilder routes, params ReadOnlySpan<int> statuses)
        where TBuilder : IEndpointConventionBuilder
    {
        foreach (var status in statuses)
        {
            routes.WithMetadata(Of(status));
        }

        return routes;
    }

    /// <summary>Describes one status.</summary>
    public static ProducesResponseTypeMetadata Of(int status) =>
        new(status, typeof(ProblemBody), [JsonMediaType.Problem]);
}
