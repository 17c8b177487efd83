using System.Globalization;
using System.Text;

namespace OrleansRegistration.Precis;

/// <summary>Properties and mappings of single code points and of texts.</summary>
internal static class CodePoints
{
    public const int ZeroWidthNonJoiner = 0x200C;
    public const int ZeroWidthJoiner = 0x200D;

    /// <summary>
    /// The longest text that may be normalised, in UTF-16 units. The time to sort marks grows with the square of their
    /// number, so code that takes a text from outside must refuse a longer text first.
    /// </summary>
    public const int MaxUnits = 2048;

    // Combining marks of the canonical combining classes 8 and 10, just below and above the class of Virama.
    private const string VoicedSoundMark = "\u3099";
    private const string HebrewSheva = "\u05B0";

    /// <summary>The text in a normalisation form (UAX #15).</summary>
    /// <exception cref="ArgumentException">
    /// The text is longer than <see cref="MaxUnits"/> or has a lone surrogate.
    /// </exception>
    public static string Normalize(string text, NormalizationForm form) =>
        text.Length <= MaxUnits
            ? text.Normalize(form)
            : throw new ArgumentException("The text is too long to be normalised.", nameof(text));

    /// <summary>Reads the code points of <paramref name="text"/>; <c>false</c> when it has a lone surrogate.</summary>
    public static bool TryRead(string text, out Rune[] runes)
    {
        runes = [.. text.EnumerateRunes()];

        // A lone surrogate is read as U+FFFD, which also has one UTF-16 unit. Only a comparison distinguishes them.
        var at = 0;
        foreach (var rune in runes)
        {
            if (rune == Rune.ReplacementChar && text[at] != '\uFFFD')
            {
                return false;
            }

            at += rune.Utf16SequenceLength;
        }

        return true;
    }

    /// <summary>Whether the category is one of LetterDigits (RFC 8264, section 9.1).</summary>
    public static bool IsLetterDigit(UnicodeCategory category) =>
        category
            is UnicodeCategory.LowercaseLetter
                or UnicodeCategory.UppercaseLetter
                or UnicodeCategory.OtherLetter
                or UnicodeCategory.ModifierLetter
                or UnicodeCategory.DecimalDigitNumber
                or UnicodeCategory.NonSpacingMark
                or UnicodeCategory.SpacingCombiningMark;

    /// <summary>
    /// Whether the canonical combining class is Virama (9). .NET does not expose the class, but its normalisation sorts
    /// marks by it: a virama moves before a mark of class 10 and behind a mark of class 8.
    /// </summary>
    public static bool IsVirama(Rune rune)
    {
        var mark = rune.ToString();
        return mark.IsNormalized(NormalizationForm.FormD)
            && !(mark + VoicedSoundMark).IsNormalized(NormalizationForm.FormD)
            && !(HebrewSheva + mark).IsNormalized(NormalizationForm.FormD);
    }

    /// <summary>
    /// Lower case by Unicode's toLowerCase, without the special case of the Greek final sigma (RFC 8265, section 3.5).
    /// The same in every culture.
    /// </summary>
    /// <remarks>The lower case of U+0130 has two code points; .NET's invariant culture does not change it.</remarks>
    public static string ToLower(string text) =>
        text.ToLowerInvariant().Replace("\u0130", "i\u0307", StringComparison.Ordinal);

    /// <summary>
    /// Maps letters of a lower-case text that share one upper case to one letter: the final sigma to the other sigma,
    /// and the Cyrillic variants U+1C80 to U+1C88 to their letters (Unicode's simple case folding). The result is in
    /// NFC.
    /// </summary>
    public static string FoldCase(string lower)
    {
        if (Ascii.IsValid(lower))
        {
            return lower;
        }

        var folded = string.Concat(
            lower
                .EnumerateRunes()
                .Select(rune =>
                    Rune.GetUnicodeCategory(rune) == UnicodeCategory.LowercaseLetter
                        ? Rune.ToLowerInvariant(Rune.ToUpperInvariant(rune))
                        : rune
                )
        );
        return folded == lower ? lower : folded.Normalize(NormalizationForm.FormC);
    }

    /// <summary>
    /// Maps full- and halfwidth code points to the code points of which they are variants (RFC 8264, section 5.2.1).
    /// Their block has no other code points with a decomposition, so NFKC gives the mapping. NFKC maps halfwidth Hangul
    /// and U+FFE3 further, but both results are disallowed in identifiers.
    /// </summary>
    public static string MapWidth(string text) =>
        !Ascii.IsValid(text) && text.Any(IsWide)
            ? string.Concat(
                text.Select(c => IsWide(c) ? c.ToString().Normalize(NormalizationForm.FormKC) : c.ToString())
            )
            : text;

    /// <summary>Maps every space (general category Zs) to U+0020.</summary>
    public static string MapSpaces(string text) =>
        !Ascii.IsValid(text) && text.Any(IsForeignSpace)
            ? string.Create(
                text.Length,
                text,
                (to, from) =>
                {
                    for (var i = 0; i < to.Length; i++)
                    {
                        to[i] = IsForeignSpace(from[i]) ? ' ' : from[i];
                    }
                }
            )
            : text;

    private static bool IsWide(char c) => c is '\u3000' or (>= '\uFF01' and <= '\uFFEE');

    private static bool IsForeignSpace(char c) =>
        c > '\x7F' && CharUnicodeInfo.GetUnicodeCategory(c) == UnicodeCategory.SpaceSeparator;
}
