using System.Collections.Frozen;
using System.Globalization;

namespace OrleansRegistration.Reservations;

/// <summary>What usernames and nicknames have in common.</summary>
internal static class NameRules
{
    /// <summary>Fewest characters, counted as grapheme clusters (UAX #29).</summary>
    public const int MinLength = 6;

    /// <summary>Most characters, counted likewise.</summary>
    public const int MaxLength = 22;

    // A grapheme cluster can hold any number of marks. Eight UTF-16 units for each is more than any script or emoji that PRECIS allows needs,
    // and keeps grain keys far below storage's 512.
    private const int MaxUnits = MaxLength * 8;

    // Padding and compatibility forms may make what is typed longer than what is kept, but not by this much. Checked
    // before anything is normalised.
    private const int MaxTypedUnits = 4 * MaxUnits;

    // As uniqueness keys. Shorter words cannot be names anyway.
    private static readonly FrozenSet<string> ReservedKeys = FrozenSet.Create(
        StringComparer.Ordinal,
        "account", "accounts", "administrator", "administrators", "anonymous", "billing", "contact", "deleted", "everyone", "hostmaster",
        "localhost", "moderator", "moderators", "nobody", "no-reply", "noreply", "official", "operator", "operators", "password", "postmaster",
        "registration", "security", "service", "services", "superuser", "support", "sysadmin", "system", "undefined", "unknown", "username",
        "nickname", "webmaster");

    /// <summary>Required or Length when <paramref name="text"/> is not worth normalising.</summary>
    public static NameProblem CheckTyped(string? text) =>
        text is { Length: > MaxTypedUnits } ? NameProblem.Length :
        string.IsNullOrWhiteSpace(text) ? NameProblem.Required :
        NameProblem.None;

    /// <summary>
    /// Whether the form of a name that is shown is far too long, so that its uniqueness key need not be made.
    /// </summary>
    public static bool IsTooLong(string value) => value.Length > MaxUnits;

    /// <summary>Length or Reserved for a name in its final forms.</summary>
    public static NameProblem CheckForms(string value, string key) =>
        value.Length > MaxUnits || key.Length > MaxUnits || new StringInfo(value).LengthInTextElements is < MinLength or > MaxLength ? NameProblem.Length :
        ReservedKeys.Contains(key) ? NameProblem.Reserved :
        NameProblem.None;
}
