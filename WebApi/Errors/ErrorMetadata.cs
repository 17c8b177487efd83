using OrleansRegistration.Json;

namespace OrleansRegistration.Errors;

/// <summary>Says in the API description which errors a route answers.</summary>
internal static class ErrorMetadata
{
    /// <summary>
    /// Adds the statuses that the handler decides, each with a problem body. Those of what runs before it (the body's reading,
    /// the access token, the limit per address) are added to every route.
    /// </summary>
    public static RouteHandlerBuilder ProducesErrors(this RouteHandlerBuilder route, params ReadOnlySpan<int> statuses)
    {
        foreach (var status in statuses)
        {
            route.WithMetadata(Of(status));
        }

        return route;
    }

    /// <summary>One status.</summary>
    public static ProducesResponseTypeMetadata Of(int status) =>
        new(status, typeof(ProblemBody), [JsonMediaType.Problem]);
}
