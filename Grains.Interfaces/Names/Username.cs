using System.Globalization;
using System.Text;
using OrleansRegistration.Precis;
using OrleansRegistration.Users;

namespace OrleansRegistration.Names;

/// <summary>
/// A parsed username:
/// <list type="bullet">
/// <item>6 to 22 characters, counted in grapheme clusters after normalisation, and at most 176 UTF-16 units;</item>
/// <item>letters, combining marks and digits of the PRECIS identifier class (RFC 8265, sections 3.3 and 3.4), at most
/// four marks on a letter;</item>
/// <item>single <c>_</c>, <c>.</c> or <c>-</c> between them;</item>
/// <item>not reserved for the service.</item>
/// </list>
/// </summary>
/// <remarks>
/// A username has no <c>@</c>, so it cannot look like an e-mail address at sign-in. White space is refused, not
/// trimmed.
/// </remarks>
[GenerateSerializer, Immutable, Alias("username")]
public sealed record Username
{
    /// <summary>The most characters, counted in grapheme clusters.</summary>
    public const int MaxLength = NameRules.MaxLength;

    private Username(string value, string key) => (Value, Key) = (value, key);

    /// <summary>The display form: as typed, width-mapped, in NFC (UsernameCasePreserved).</summary>
    [Id(0)]
    public string Value { get; }

    /// <summary>
    /// The uniqueness key: the display form, in lower case (UsernameCaseMapped) and case-folded
    /// (docs/adr/0021-names.md).
    /// </summary>
    [Id(1)]
    public string Key { get; }

    /// <summary>
    /// Every claim under which an account may have this username, closest to <see cref="Value"/> first: the claim of
    /// <see cref="Key"/>, and in rare cases those of older accounts (docs/adr/0021-names.md).
    /// </summary>
    public IEnumerable<NameClaim> Claims =>
        NameRules
            .KeysOf(PrecisProfile.UsernameCaseMapped.Enforce(Value)!, Key)
            .Select(key => new NameClaim(NameKind.Username, key));

    /// <summary>
    /// Parses <paramref name="text"/>. Sets <paramref name="name"/> only when the answer is
    /// <see cref="NameProblem.None"/>.
    /// </summary>
    public static NameProblem TryParse(string? text, out Username? name)
    {
        var problem = TryParseExisting(text, out name);
        problem =
            name is null ? problem
            : !HasSingleInnerSeparators(name.Value) || !NameRules.IsLegible(name.Value) ? NameProblem.Invalid
            : NameRules.IsReserved(name.Key) ? NameProblem.Reserved
            : NameProblem.None;
        name = problem == NameProblem.None ? name : null;
        return problem;
    }

    /// <summary>
    /// Like <see cref="TryParse"/>, for a name that an account may have already: without the rules that are younger
    /// than some accounts (docs/adr/0021-names.md), and without the reserved words, whose list may grow.
    /// </summary>
    public static NameProblem TryParseExisting(string? text, out Username? name)
    {
        name = null;
        var problem = NameRules.CheckTyped(text);
        if (problem != NameProblem.None)
        {
            return problem;
        }

        if (
            PrecisProfile.UsernameCasePreserved.Enforce(text!) is not { } value
            || !value.EnumerateRunes().All(IsAllowed)
        )
        {
            return NameProblem.Invalid;
        }

        if (NameRules.IsTooLong(value))
        {
            return NameProblem.Length;
        }

        if (PrecisProfile.UsernameCaseMapped.Enforce(value) is not { } lower)
        {
            return NameProblem.Invalid;
        }

        var key = CodePoints.FoldCase(lower);
        problem = NameRules.CheckLength(value, key);
        name = problem == NameProblem.None ? new(value, key) : null;
        return problem;
    }

    /// <summary>
    /// Parses the username of an imported account, which followed other rules: any legible text without an <c>@</c>. A
    /// text that <see cref="TryParseExisting"/> takes gets the same key from both.
    /// </summary>
    /// <returns><c>null</c> when nobody could log in with the text.</returns>
    public static Username? ParseImported(string? text)
    {
        if (TryParseExisting(text, out var name) == NameProblem.None)
        {
            return name;
        }

        if (
            NameRules.CheckTyped(text) != NameProblem.None
            || text!.Contains('@', StringComparison.Ordinal)
            || text != text.Trim() // a log-in form trims it
            || (PrecisProfile.UsernameCasePreserved.Enforce(text) ?? PrecisProfile.OpaqueString.Enforce(text))
                is not { } value
            || NameRules.IsTooLong(value)
            || !NameRules.IsLegible(value)
        )
        {
            return null;
        }

        var lower =
            PrecisProfile.UsernameCaseMapped.Enforce(value)
            ?? CodePoints.Normalize(CodePoints.ToLower(value), NormalizationForm.FormC);
        var key = CodePoints.FoldCase(lower);
        return NameRules.IsTooLong(key) ? null : new(value, key);
    }

    /// <inheritdoc/>
    /// <remarks>Hides the name, because messages are logged.</remarks>
    public override string ToString() => nameof(Username);

    private static bool HasSingleInnerSeparators(string value)
    {
        var wasSeparator = true;
        foreach (var c in value)
        {
            var isSeparator = c is '_' or '.' or '-';
            if (isSeparator && wasSeparator)
            {
                return false;
            }

            wasSeparator = isSeparator;
        }

        return !wasSeparator;
    }

    // The identifier class has one LetterNumber: U+3007, the Chinese zero.
    private static bool IsAllowed(Rune rune) =>
        rune.Value is '_' or '.' or '-'
        || Rune.GetUnicodeCategory(rune) is var category
            && (CodePoints.IsLetterDigit(category) || category == UnicodeCategory.LetterNumber);
}
