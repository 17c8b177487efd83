using System.Globalization;
using System.Text;

namespace OrleansRegistration.Precis;

/// <summary>The rules for code points that are allowed only in certain contexts (RFC 5892, appendix A).</summary>
internal static class ContextualRules
{
    /// <summary>Whether the rule of the code point at <paramref name="index"/> holds.</summary>
    public static bool Hold(ReadOnlySpan<Rune> text, int index)
    {
        var before = index > 0 ? text[index - 1] : default;
        var after = index + 1 < text.Length ? text[index + 1] : default;
        return text[index].Value switch
        {
            CodePoints.ZeroWidthNonJoiner => CodePoints.IsVirama(before) || BreaksJoin(text, index), // A.1
            CodePoints.ZeroWidthJoiner => CodePoints.IsVirama(before), // A.2
            0xB7 => before.Value == 'l' && after.Value == 'l', // A.3
            0x375 => IsGreek(after.Value), // A.4
            0x5F3 or 0x5F4 => IsHebrew(before.Value), // A.5, A.6
            0x30FB => AnyJapanese(text), // A.7
            >= 0x660 and <= 0x669 => !AnyBetween(text, 0x6F0, 0x6F9), // A.8
            >= 0x6F0 and <= 0x6F9 => !AnyBetween(text, 0x660, 0x669), // A.9
            _ => false,
        };
    }

    // (Joining_Type:{L,D})(Joining_Type:T)* ZWNJ (Joining_Type:T)*(Joining_Type:{R,D})
    private static bool BreaksJoin(ReadOnlySpan<Rune> text, int index)
    {
        var left = index - 1;
        while (left >= 0 && IsTransparent(text[left]))
        {
            left--;
        }

        var right = index + 1;
        while (right < text.Length && IsTransparent(text[right]))
        {
            right++;
        }

        return left >= 0
            && right < text.Length
            && JoiningTypes.JoinsNext(text[left].Value)
            && JoiningTypes.JoinsPrevious(text[right].Value);
    }

    private static bool IsTransparent(Rune rune) =>
        Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark;

    private static bool AnyBetween(ReadOnlySpan<Rune> text, int first, int last) =>
        text.IndexOfAnyInRange(new Rune(first), new Rune(last)) >= 0;

    private static bool AnyJapanese(ReadOnlySpan<Rune> text)
    {
        foreach (var rune in text)
        {
            if (IsJapanese(rune.Value))
            {
                return true;
            }
        }

        return false;
    }

    // Script=Greek, Hebrew, and Hiragana, Katakana or Han in Unicode 15. Ranges include gaps that are unassigned.
    private static bool IsGreek(int c) =>
        c
            is (>= 0x370 and <= 0x373)
                or (>= 0x375 and <= 0x37D)
                or 0x37F
                or 0x384
                or 0x386
                or (>= 0x388 and <= 0x3E1)
                or (>= 0x3F0 and <= 0x3FF)
                or (>= 0x1D26 and <= 0x1D2A)
                or (>= 0x1D5D and <= 0x1D61)
                or (>= 0x1D66 and <= 0x1D6A)
                or 0x1DBF
                or (>= 0x1F00 and <= 0x1FFE)
                or 0x2126
                or 0xAB65
                or (>= 0x10140 and <= 0x1018E)
                or 0x101A0
                or (>= 0x1D200 and <= 0x1D245);

    private static bool IsHebrew(int c) => c is (>= 0x591 and <= 0x5F4) or (>= 0xFB1D and <= 0xFB4F);

    private static bool IsJapanese(int c) =>
        c
            is (>= 0x3041 and <= 0x3096)
                or (>= 0x309D and <= 0x309F)
                or (>= 0x1B001 and <= 0x1B11F)
                or 0x1B132
                or (>= 0x1B150 and <= 0x1B152)
                or 0x1F200
                or (>= 0x30A1 and <= 0x30FA)
                or (>= 0x30FD and <= 0x30FF)
                or (>= 0x31F0 and <= 0x31FF)
                or (>= 0x32D0 and <= 0x32FE)
                or (>= 0x3300 and <= 0x3357)
                or (>= 0xFF66 and <= 0xFF6F)
                or (>= 0xFF71 and <= 0xFF9D)
                or (>= 0x1AFF0 and <= 0x1AFFE)
                or 0x1B000
                or (>= 0x1B120 and <= 0x1B122)
                or 0x1B155
                or (>= 0x1B164 and <= 0x1B167)
                or (>= 0x2E80 and <= 0x2FD5)
                or 0x3005
                or 0x3007
                or (>= 0x3021 and <= 0x3029)
                or (>= 0x3038 and <= 0x303B)
                or (>= 0x3400 and <= 0x4DBF)
                or (>= 0x4E00 and <= 0x9FFF)
                or (>= 0xF900 and <= 0xFAD9)
                or 0x16FE2
                or 0x16FE3
                or 0x16FF0
                or 0x16FF1
                or (>= 0x20000 and <= 0x323AF);
}
