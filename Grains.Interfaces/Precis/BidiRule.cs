using System.Globalization;
using System.Text;

namespace OrleansRegistration.Precis;

/// <summary>
/// The Bidi rule of RFC 5893, section 2, for texts of the identifier class. A name with right-to-left code points must
/// look the same wherever it is shown. The rule does not concern other names.
/// </summary>
internal static class BidiRule
{
    /// <summary>Whether <paramref name="text"/>, which must not be empty, obeys the rule.</summary>
    public static bool Holds(string text)
    {
        if (Ascii.IsValid(text))
        {
            return true;
        }

        var classes = text.EnumerateRunes().Select(ClassOf).ToList();
        if (!classes.Exists(c => c is BidiClass.RightToLeft or BidiClass.ArabicNumber))
        {
            return true;
        }

        // With such a code point, a text that begins left to right always breaks condition 1 or 5. So conditions 1 to 4
        // decide.
        return classes[0] == BidiClass.RightToLeft
            && !classes.Contains(BidiClass.LeftToRight)
            && classes.FindLast(c => c != BidiClass.NonSpacingMark) != BidiClass.Neutral
            && !(classes.Contains(BidiClass.EuropeanNumber) && classes.Contains(BidiClass.ArabicNumber));
    }

    // R and AL are one class here, and so are ES, CS, ET, ON and BN: the rule does not distinguish them.
    private static BidiClass ClassOf(Rune rune) =>
        Rune.GetUnicodeCategory(rune) switch
        {
            _ when rune.Value is (>= '0' and <= '9') or (>= 0x6F0 and <= 0x6F9) => BidiClass.EuropeanNumber,
            _ when rune.Value is (>= 0x660 and <= 0x669) or (>= 0x10D30 and <= 0x10D39) => BidiClass.ArabicNumber,
            UnicodeCategory.NonSpacingMark
            or UnicodeCategory.EnclosingMark when rune.Value is not (0xCBF or 0xCC6 or 0x11A07 or 0x11A08 or 0x11C3F) =>
                BidiClass.NonSpacingMark,
            _ when IsRightToLeft(rune.Value) => BidiClass.RightToLeft,
            _ when rune.Value
                    is 0x2B9
                        or 0x2BA
                        or (>= 0x2C6 and <= 0x2CF)
                        or 0x2EC
                        or 0x374
                        or 0x2E2F
                        or 0xA67F
                        or (>= 0xA717 and <= 0xA71F)
                        or 0xA788 => BidiClass.Neutral,
            var category when CodePoints.IsLetterDigit(category) || category == UnicodeCategory.LetterNumber =>
                BidiClass.LeftToRight,
            _ => BidiClass.Neutral,
        };

    // The letters of these ranges are R or AL. Unicode reserves the gaps for such letters (DerivedBidiClass, Unicode
    // 15).
    private static bool IsRightToLeft(int c) =>
        c
            is (>= 0x590 and <= 0x8C9)
                or (>= 0xFB1D and <= 0xFDCE)
                or (>= 0xFDF0 and <= 0xFDFB)
                or (>= 0xFE70 and <= 0xFEFE)
                or (>= 0x10800 and <= 0x10FFF)
                or (>= 0x1E800 and <= 0x1EFFF);

    private enum BidiClass
    {
        Neutral,
        LeftToRight,
        RightToLeft,
        ArabicNumber,
        EuropeanNumber,
        NonSpacingMark,
    }
}
