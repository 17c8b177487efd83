using System.Globalization;
using System.Text;

namespace OrleansRegistration.Precis;

/// <summary>What is asked of single code points, and of texts code point by code point.</summary>
internal static class CodePoints
{
    public const int ZeroWidthNonJoiner = 0x200C;
    public const int ZeroWidthJoiner = 0x200D;

    /// <summary>
    /// The longest text that is normalised, in UTF-16 units. Marks are sorted in a time that grows with the square of
    /// their number, so whoever takes a text from outside must refuse a longer one first.
    /// </summary>
    public const int MaxUnits = 2048;

    // Combining marks whose canonical combining classes are 8 and 10, one below and one above Virama's.
    private const string VoicedSoundMark = "\u3099";
    private const string HebrewSheva = "\u05B0";

    /// <summary>The text in a normalisation form (UAX #15).</summary>
    /// <exception cref="ArgumentException">It is longer than <see cref="MaxUnits"/>, or has a lone
    /// surrogate.</exception>
    public static string Normalize(string text, NormalizationForm form) =>
        text.Length <= MaxUnits
            ? text.Normalize(form)
            : throw new ArgumentException("The text is too long to be normalised.", nameof(text));

    /// <summary>The code points of <paramref name="text"/>; <c>false</c> if it has a lone surrogate.</summary>
    public static bool TryRead(string text, out Rune[] runes)
    {
        runes = [.. text.EnumerateRunes()];

        // A lone surrogate is read as U+FFFD, one UTF-16 unit as well: only comparing tells them apart.
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

    /// <summary>The general categories of RFC 8264, section 9.1.</summary>
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
    /// Whether the canonical combining class is Virama (9). .NET does not tell, but its normalisation sorts marks by that class: a virama moves
    /// before a mark of class 10 and behind one of class 8.
    /// </summary>
    public static bool IsVirama(Rune rune)
    {
        var mark = rune.ToString();
        return mark.IsNormalized(NormalizationForm.FormD)
            && !(mark + VoicedSoundMark).IsNormalized(NormalizationForm.FormD)
            && !(HebrewSheva + mark).IsNormalized(NormalizationForm.FormD);
    }

    /// <summary>
    /// Lower case by Unicode's toLowerCase without the special status of the Greek final sigma (RFC 8265, section 3.5), the same in every culture.
    /// </summary>
    public static string ToLower(string text)
    {
        // U+0130 is the one code point whose lower case is two; .NET's invariant culture leaves it alone.
        return text.ToLowerInvariant().Replace("\u0130", "i\u0307", StringComparison.Ordinal);
    }

    /// <summary>
    /// <paramref name="lower"/>, in lower case, with letters that share their upper case as one: the final sigma as the
    /// other sigma, and the Cyrillic variants U+1C80 to U+1C88 as the letters that they are variants of (Unicode's
    /// simple case folding). In NFC.
    /// </summary>
    public static string FoldCase(string lower)
    {
        if (lower.All(char.IsAscii))
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
    /// Full- and halfwidth code points as what they are variants of (RFC 8264, section 5.2.1). Their block has no other code points with a
    /// decomposition, so NFKC gives it; where NFKC goes on from there (halfwidth Hangul, U+FFE3) both results are disallowed in identifiers.
    /// </summary>
    public static string MapWidth(string text) =>
        text.Any(IsWide)
            ? string.Concat(
                text.Select(c => IsWide(c) ? c.ToString().Normalize(NormalizationForm.FormKC) : c.ToString())
            )
            : text;

    /// <summary>Every space (general category Zs) as U+0020.</summary>
    public static string MapSpaces(string text) =>
        text.Any(IsForeignSpace)
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
