using System.Globalization;
using System.Text;
using OrleansRegistration.Precis;

namespace OrleansRegistration.Reservations;

/// <summary>
/// A parsed username: 6–22 characters, counted as grapheme clusters after normalisation, and at most 176 UTF-16 units (more is
/// <see cref="NameProblem.Length"/>); letters, combining marks and digits of the PRECIS identifier class and <c>_ . -</c>; not a word kept for the service itself (RFC 8265, sections 3.3 and 3.4).
/// </summary>
/// <remarks>Without <c>@</c>, so that no username reads as an e-mail address at sign-in. White space is not trimmed but refused.</remarks>
[GenerateSerializer, Immutable, Alias("username")]
public sealed record Username
{
    private Username(string value, string key) => (Value, Key) = (value, key);

    /// <summary>What is shown: as typed, width-mapped and in NFC (UsernameCasePreserved).</summary>
    [Id(0)]
    public string Value { get; }

    /// <summary>What is unique: also in lower case (UsernameCaseMapped).</summary>
    [Id(1)]
    public string Key { get; }

    /// <summary>Parses <paramref name="text"/>; <paramref name="name"/> is set only when the answer is <see cref="NameProblem.None"/>.</summary>
    public static NameProblem TryParse(string? text, out Username? name)
    {
        name = null;
        var problem = NameRules.CheckTyped(text);
        if (problem != NameProblem.None)
        {
            return problem;
        }

        if (PrecisProfile.UsernameCasePreserved.Enforce(text!) is not { } value
            || !value.EnumerateRunes().All(IsAllowed))
        {
            return NameProblem.Invalid;
        }

        if (NameRules.IsTooLong(value))
        {
            return NameProblem.Length;
        }

        if (PrecisProfile.UsernameCaseMapped.Enforce(value) is not { } key)
        {
            return NameProblem.Invalid;
        }

        problem = NameRules.CheckForms(value, key);
        name = problem == NameProblem.None ? new(value, key) : null;
        return problem;
    }

    /// <inheritdoc/>
    /// <remarks>Without the name: messages are logged.</remarks>
    public override string ToString() => nameof(Username);

    // LetterNumber: the identifier class has one, U+3007, the Chinese zero.
    private static bool IsAllowed(Rune rune) =>
        rune.Value is '_' or '.' or '-' ||
        Rune.GetUnicodeCategory(rune) is var category && (CodePoints.IsLetterDigit(category) || category == UnicodeCategory.LetterNumber);
}
