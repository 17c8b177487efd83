namespace OrleansRegistration.Errors;

/// <summary>Says in the API description which errors a route answers.</summary>
internal static class ErrorMetadata
{
    /// <summary>Adds the statuses, each with a problem body.</summary>
    public static RouteHandlerBuilder ProducesErrors(this RouteHandlerBuilder route, params ReadOnlySpan<int> statuses)
    {
        foreach (var status in statuses)
        {
            route.Produces<ProblemBody>(status, "application/problem+json");
        }

        return route;
    }
}
