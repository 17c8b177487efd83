using OrleansRegistration.Errors;
using OrleansRegistration.Json;
using OrleansRegistration.Users;

namespace OrleansRegistration.Names;

/// <summary>How names are read from a body or a query: everywhere alike.</summary>
internal static class NameFields
{
    /// <summary>Parses a name, such as <see cref="Username.TryParse"/>.</summary>
    public delegate NameProblem Parser<TName>(string? text, out TName? name);

    /// <summary>The name; <c>null</c> when a rule is broken and added to <paramref name="errors"/>.</summary>
    public static TName? Parse<TName>(string field, TextField text, Parser<TName> parse, FieldErrors errors)
        where TName : class
    {
        TName? name = null;
        var problem = text.IsMistyped ? NameProblem.Invalid : parse(Trim(text.Text), out name);
        if (problem is not NameProblem.None)
        {
            errors.Add(field, Problems.CodeOf(problem));
        }

        return name;
    }

    /// <summary>White space around a name is not part of it, as in the service that this one replaces.</summary>
    public static string? Trim(string? text) => text?.Trim();

    /// <summary>Whether somebody has one of the claims, or is just making it. Looks only.</summary>
    public static async Task<bool> IsAnyTakenAsync(this IGrainFactory grains, IEnumerable<NameClaim> claims) =>
        (await Task.WhenAll(claims.Select(claim => grains.GetReservation(claim).IsTakenAsync()))).Contains(true);
}
