using System.Globalization;
using System.Text;

namespace OrleansRegistration.Precis;

/// <summary>
/// One of the two string classes of PRECIS (RFC 8264, section 4): the code points that a text may have. They are
/// derived by the algorithm of sections 8 and 9 from the Unicode data of .NET. Code points that .NET does not know are
/// refused.
/// </summary>
public sealed class PrecisClass
{
    private readonly bool _freeform;

    private PrecisClass(bool freeform) => _freeform = freeform;

    /// <summary>Letters, digits and printable ASCII: for names that programs compare (RFC 8264, section 4.2).</summary>
    public static PrecisClass Identifier { get; } = new(freeform: false);

    /// <summary>
    /// The identifier class and spaces, symbols, punctuation and compatibility characters: for names that people read
    /// (RFC 8264, section 4.3).
    /// </summary>
    public static PrecisClass Freeform { get; } = new(freeform: true);

    /// <summary>
    /// Whether every code point of <paramref name="text"/> is allowed in its context. A lone surrogate is not allowed.
    /// </summary>
    public bool Allows(string text) =>
        Ascii.IsValid(text) ? !text.AsSpan().ContainsAnyExceptInRange(_freeform ? ' ' : '!', '~') : AllowsUnicode(text);

    private bool AllowsUnicode(string text)
    {
        if (!CodePoints.TryRead(text, out var runes))
        {
            return false;
        }

        for (var i = 0; i < runes.Length; i++)
        {
            var allowed = Derive(runes[i]) switch
            {
                Property.Valid => true,
                Property.FreeformOnly => _freeform,
                Property.Contextual => ContextualRules.Hold(runes, i),
                _ => false,
            };
            if (!allowed)
            {
                return false;
            }
        }

        return true;
    }

    // In the order of RFC 8264, section 8. Sections 9.2 to 9.5 and 9.7 are empty or unused.
    private static Property Derive(Rune rune)
    {
        var category = Rune.GetUnicodeCategory(rune);
        return rune.Value switch
        {
            // 9.6 Exceptions
            0xDF or 0x3C2 or 0x6FD or 0x6FE or 0xF0B or 0x3007 => Property.Valid,
            0xB7 or 0x375 or 0x5F3 or 0x5F4 or 0x30FB or (>= 0x660 and <= 0x669) or (>= 0x6F0 and <= 0x6F9) =>
                Property.Contextual,
            0x640 or 0x7FA or 0x302E or 0x302F or (>= 0x3031 and <= 0x3035) or 0x303B => Property.Disallowed,

            // 9.10 Unassigned; noncharacters are disallowed in any case
            _ when category == UnicodeCategory.OtherNotAssigned => Property.Disallowed,

            // 9.11 ASCII7, 9.8 JoinControl
            >= 0x21 and <= 0x7E => Property.Valid,
            CodePoints.ZeroWidthNonJoiner or CodePoints.ZeroWidthJoiner => Property.Contextual,

            // 9.9 OldHangulJamo
            (>= 0x1100 and <= 0x11FF)
            or (>= 0xA960 and <= 0xA97C)
            or (>= 0xD7B0 and <= 0xD7C6)
            or (>= 0xD7CB and <= 0xD7FB) => Property.Disallowed,

            // 9.13 PrecisIgnorableProperties: Default_Ignorable_Code_Point
            0xAD
            or 0x34F
            or 0x61C
            or 0x17B4
            or 0x17B5
            or (>= 0x180B and <= 0x180F)
            or (>= 0x200B and <= 0x200F)
            or (>= 0x202A and <= 0x202E)
            or (>= 0x2060 and <= 0x206F)
            or 0x3164
            or (>= 0xFE00 and <= 0xFE0F)
            or 0xFEFF
            or 0xFFA0
            or (>= 0xFFF0 and <= 0xFFF8)
            or (>= 0x1BCA0 and <= 0x1BCA3)
            or (>= 0x1D173 and <= 0x1D17A)
            or (>= 0xE0000 and <= 0xE0FFF) => Property.Disallowed,

            _ => DeriveByCategory(rune, category),
        };
    }

    private static Property DeriveByCategory(Rune rune, UnicodeCategory category) =>
        category switch
        {
            // 9.12 Controls, and categories that no section names
            UnicodeCategory.Control
            or UnicodeCategory.Format
            or UnicodeCategory.PrivateUse
            or UnicodeCategory.Surrogate
            or UnicodeCategory.LineSeparator
            or UnicodeCategory.ParagraphSeparator => Property.Disallowed,

            // 9.17 HasCompat
            _ when HasCompat(rune) => Property.FreeformOnly,

            // 9.1 LetterDigits
            _ when CodePoints.IsLetterDigit(category) => Property.Valid,

            // 9.18 OtherLetterDigits, 9.14 Spaces, 9.15 Symbols, 9.16 Punctuation
            _ => Property.FreeformOnly,
        };

    private static bool HasCompat(Rune rune)
    {
        var text = rune.ToString();
        return !text.IsNormalized(NormalizationForm.FormKC);
    }

    private enum Property
    {
        Disallowed,
        Valid,
        FreeformOnly,
        Contextual,
    }
}
