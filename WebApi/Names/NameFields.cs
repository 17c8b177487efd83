using OrleansRegistration.Errors;
using OrleansRegistration.Json;
using OrleansRegistration.Retries;
using OrleansRegistration.Users;

namespace OrleansRegistration.Names;

/// <summary>Reads names from bodies and queries, everywhere alike.</summary>
internal static class NameFields
{
    /// <summary>Parses a name, as <see cref="Username.TryParse"/> does.</summary>
    public delegate NameProblem Parser<TName>(string? text, out TName? name);

    /// <summary>
    /// Parses a name. Returns <c>null</c> when it breaks a rule, which is added to <paramref name="errors"/>.
    /// </summary>
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

    /// <summary>Removes the white space around a name, which is not part of it.</summary>
    public static string? Trim(string? text) => text?.Trim();

    /// <summary>Whether somebody has one of the names, or is just claiming it. Claims nothing.</summary>
    public static async Task<bool> IsAnyTakenAsync(this IGrainFactory grains, IEnumerable<NameClaim> claims) =>
        (
            await Task.WhenAll(
                claims.Select(claim => Retry.CallAsync(() => grains.GetReservation(claim).IsTakenAsync()))
            )
        ).Contains(true);
}
