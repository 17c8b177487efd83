using System.Globalization;
using System.Text;

namespace OrleansRegistration.Names;

/// <summary>What free texts of operators may hold.</summary>
public static class TextRules
{
    /// <summary>Whether a text has no control character and no end of a line.</summary>
    public static bool IsOneLine(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.EnumerateRunes().All(IsPlain);
    }

    /// <summary>Whether a text has no control character but ends of lines and tabs.</summary>
    public static bool IsText(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.EnumerateRunes().All(rune => IsPlain(rune) || rune.Value is '\n' or '\t');
    }

    private static bool IsPlain(Rune rune) =>
        Rune.GetUnicodeCategory(rune)
            is not (UnicodeCategory.Control or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);
}
