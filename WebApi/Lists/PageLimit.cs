using OrleansRegistration.Errors;
using OrleansRegistration.Json;
using OrleansRegistration.OpenApi;

namespace OrleansRegistration.Lists;

/// <summary>How many items a page of a list has: query parameter <c>limit</c>.</summary>
internal static class PageLimit
{
    /// <summary>The most items of a page.</summary>
    public const int Most = 100;

    /// <summary>How many items a page has by default.</summary>
    public const int Usual = 20;

    /// <summary>Reads the parameter. A broken rule is added to <paramref name="errors"/>.</summary>
    public static int Parse(string? limit, FieldErrors errors) =>
        QueryText.Number(FieldNames.Limit, limit, 1, Most, errors) ?? Usual;

    /// <summary>Describes the parameter of a route.</summary>
    public static RouteHandlerBuilder WithPages(this RouteHandlerBuilder route) =>
        route.WithIntegerQuery(FieldNames.Limit, 1, Most, Usual);
}
