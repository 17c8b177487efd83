using System.Collections.Frozen;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using OrleansRegistration.Precis;

namespace OrleansRegistration.Names;

/// <summary>The rules that usernames and nicknames share.</summary>
internal static partial class NameRules
{
    /// <summary>The fewest characters, counted in grapheme clusters (UAX #29).</summary>
    public const int MinLength = 6;

    /// <summary>The most characters, counted in grapheme clusters.</summary>
    public const int MaxLength = 22;

    // A grapheme cluster can have any number of marks. Eight UTF-16 units for each are more than any script or emoji
    // that PRECIS allows needs. They keep grain keys far below the 512 characters of storage (docs/evidence.md#trap-8).
    private const int MaxUnits = MaxLength * 8;

    // Padding and compatibility forms make a typed text longer than the name, but not by this factor. Checked before
    // anything is normalised.
    private const int MaxTypedUnits = 4 * MaxUnits;

    // UTS #39, 5.4.
    private const int MaxMarks = 4;

    // These are uniqueness keys. Words of fewer than 6 characters need no entry, because they cannot be names.
    private static readonly FrozenSet<string> ReservedKeys = FrozenSet.Create(
        StringComparer.Ordinal,
        "account",
        "accounts",
        "administrator",
        "administrators",
        "anonymous",
        "billing",
        "contact",
        "deleted",
        "everyone",
        "hostmaster",
        "localhost",
        "moderator",
        "moderators",
        "nobody",
        "no-reply",
        "noreply",
        "official",
        "operator",
        "operators",
        "password",
        "postmaster",
        "registration",
        "security",
        "service",
        "services",
        "superuser",
        "support",
        "sysadmin",
        "system",
        "undefined",
        "unknown",
        "username",
        "nickname",
        "webmaster"
    );

    /// <summary>Answers Required or Length for a text that need not be normalised.</summary>
    public static NameProblem CheckTyped(string? text) =>
        text is { Length: > MaxTypedUnits } ? NameProblem.Length
        : string.IsNullOrWhiteSpace(text) ? NameProblem.Required
        : NameProblem.None;

    /// <summary>
    /// Whether the display form of a name is far too long, so that its uniqueness key need not be computed.
    /// </summary>
    public static bool IsTooLong(string value) => value.Length > MaxUnits;

    /// <summary>Answers Length when a name, in its final forms, is too short or too long.</summary>
    public static NameProblem CheckLength(string value, string key) =>
        value.Length > MaxUnits
        || key.Length > MaxUnits
        || new StringInfo(value).LengthInTextElements is < MinLength or > MaxLength
            ? NameProblem.Length
            : NameProblem.None;

    /// <summary>Whether the name with this key is reserved for the service.</summary>
    public static bool IsReserved(string key) => ReservedKeys.Contains(key);

    /// <summary>
    /// Whether people can read the name: it has a visible letter, digit or symbol, no blank glyph, no mark at its
    /// beginning, and at most four nonspacing marks in a row (UTS #39, 5.4).
    /// </summary>
    public static bool IsLegible(string value)
    {
        var (isFirst, isVisible, marks) = (true, false, 0);
        foreach (var rune in CodePoints.Normalize(value, NormalizationForm.FormD).EnumerateRunes())
        {
            var category = Rune.GetUnicodeCategory(rune);
            var isMark = category is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark;
            marks = isMark ? marks + 1 : 0;
            if (
                IsBlank(rune)
                || marks > MaxMarks
                || (isFirst && (isMark || category == UnicodeCategory.SpacingCombiningMark))
            )
            {
                return false;
            }

            isVisible |= IsLetterNumberOrSymbol(category);
            isFirst = false;
        }

        return isVisible;
    }

    /// <summary>
    /// Whether the glyph is empty or stands for lost text. PRECIS refuses white space and default ignorable code points
    /// such as U+3164. No Unicode property covers the others (names of Unicode 16: BRAILLE PATTERN BLANK,
    /// IDEOGRAPHIC HALF FILL SPACE, OBJECT REPLACEMENT CHARACTER, REPLACEMENT CHARACTER, EGYPTIAN HIEROGLYPH FULL and
    /// HALF BLANK, KHITAN SMALL SCRIPT FILLER, MUSICAL SYMBOL NULL NOTEHEAD).
    /// </summary>
    public static bool IsBlank(Rune rune) =>
        rune.Value is 0x2800 or 0x303F or 0xFFFC or 0xFFFD or 0x13441 or 0x13442 or 0x16FE4 or 0x1D159;

    /// <summary>
    /// Whether mail programs may turn <paramref name="text"/> or a part of it into a link: it has a scheme, <c>www.</c>
    /// or the shape of a host name. Any letters after a dot count, because a list of top-level domains would soon be
    /// out of date.
    /// </summary>
    public static bool LooksLikeLink(string text) => Link().IsMatch(text);

    /// <summary>
    /// The keys under which an account may have a name (docs/adr/0021-names.md), nearly always one. They are
    /// <paramref name="lower"/>, <paramref name="key"/>, and the key in Greek spelling, with the final sigma at the
    /// ends of words. Accounts older than <see cref="CodePoints.FoldCase"/> may have the first or the last.
    /// </summary>
    /// <param name="lower">The name in the form that its PRECIS profile compares, not case-folded.</param>
    /// <param name="key">The same, case-folded: the key of new accounts.</param>
    public static IEnumerable<string> KeysOf(string lower, string key) =>
        Ascii.IsValid(key) ? [key] : new[] { lower, key, LastSigma().Replace(key, "\u03C2") }.Distinct();

    private static bool IsLetterNumberOrSymbol(UnicodeCategory category) =>
        category
            is UnicodeCategory.UppercaseLetter
                or UnicodeCategory.LowercaseLetter
                or UnicodeCategory.TitlecaseLetter
                or UnicodeCategory.ModifierLetter
                or UnicodeCategory.OtherLetter
                or UnicodeCategory.DecimalDigitNumber
                or UnicodeCategory.LetterNumber
                or UnicodeCategory.OtherNumber
                or UnicodeCategory.MathSymbol
                or UnicodeCategory.CurrencySymbol
                or UnicodeCategory.ModifierSymbol
                or UnicodeCategory.OtherSymbol;

    [GeneratedRegex(
        @"[a-z][a-z0-9+.-]*://"
            + // a scheme
            @"|(?<![\p{L}\p{N}])(mailto|tel|sms|callto|sip|sips|xmpp|news):\S"
            + @"|(?<![\p{L}\p{N}])www\."
            + @"|[\p{L}\p{N}]\.\p{L}\p{M}*\p{L}", // a host name
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant
    )]
    private static partial Regex Link();

    [GeneratedRegex(@"(?<=\p{L}\p{M}*)\u03C3(?!\p{M}*\p{L})", RegexOptions.CultureInvariant)]
    private static partial Regex LastSigma();
}
