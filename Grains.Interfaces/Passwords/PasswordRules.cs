using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text;
using OrleansRegistration.Precis;

namespace OrleansRegistration.Passwords;

/// <summary>
/// The rules for every new password. No rule demands kinds of characters (NIST SP 800-63B, 3.1.1.2).
/// </summary>
public static class PasswordRules
{
    /// <summary>The fewest characters, counted in code points.</summary>
    public const int MinLength = 8;

    /// <summary>The most characters, counted in code points.</summary>
    public const int MaxLength = 128;

    /// <summary>
    /// The longest text, in UTF-16 units, that is normalised at all: four units for each character. A longer text is
    /// too long in any case.
    /// </summary>
    public const int MaxTypedUnits = 4 * MaxLength;

    // Shorter names occur in good passwords by chance.
    private const int ShortestPart = 4;

    private static readonly Lazy<FrozenSet<string>> Common = new(ReadCommon);

    /// <summary>Lists every rule that <paramref name="password"/> breaks.</summary>
    /// <param name="password">
    /// The password, normalised by <see cref="PasswordText"/>: the form that is hashed is also counted and compared.
    /// </param>
    /// <param name="names">The username, nickname and e-mail address of the account, as far as they are known.</param>
    public static ImmutableArray<PasswordProblem> Check(string password, params ReadOnlySpan<string?> names)
    {
        ArgumentNullException.ThrowIfNull(password);
        var problems = ImmutableArray.CreateBuilder<PasswordProblem>();

        // Code points, as NIST SP 800-63B counts: this length depends neither on the encoding nor on a table of
        // grapheme clusters.
        if (password.EnumerateRunes().Count() is < MinLength or > MaxLength)
        {
            problems.Add(PasswordProblem.Length);
        }

        if (IsCommon(password))
        {
            problems.Add(PasswordProblem.Common);
        }

        if (IsTooSimilar(password, names))
        {
            problems.Add(PasswordProblem.TooSimilar);
        }

        return problems.ToImmutable();
    }

    /// <summary>Whether the password is one of the bundled common passwords, ignoring case.</summary>
    public static bool IsCommon(string password)
    {
        ArgumentNullException.ThrowIfNull(password);
        return Common.Value.Contains(password.ToLowerInvariant());
    }

    /// <summary>
    /// Whether the password is too similar to a name: it is part of the name, or the name has at least 4 characters and
    /// is half of the password or more. A name counts forwards and backwards, and an e-mail address also as its part
    /// before the <c>@</c>. Only letters and digits are compared, in NFKC and lower case.
    /// </summary>
    public static bool IsTooSimilar(string password, params ReadOnlySpan<string?> names)
    {
        ArgumentNullException.ThrowIfNull(password);
        var chosen = Simplify(password);
        var reversed = Reverse(chosen);
        foreach (var name in names)
        {
            if (
                name is not null
                && (
                    IsClose(chosen, reversed, Simplify(name))
                    || (
                        name.IndexOf('@', StringComparison.Ordinal) is > 0 and var at
                        && IsClose(chosen, reversed, Simplify(name[..at]))
                    )
                )
            )
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsClose(string password, string reversed, string name) =>
        IsCloseOneWay(password, name) || IsCloseOneWay(reversed, name);

    private static bool IsCloseOneWay(string password, string name) =>
        (password.Length >= ShortestPart && name.Contains(password, StringComparison.Ordinal))
        || (
            name.Length >= ShortestPart
            && 2 * name.Length >= password.Length
            && password.Contains(name, StringComparison.Ordinal)
        );

    private static string Simplify(string text)
    {
        string folded;
        try
        {
            folded = CodePoints.Normalize(text, NormalizationForm.FormKC).ToLowerInvariant();
        }
        catch (ArgumentException) when (text.Length <= CodePoints.MaxUnits)
        {
            folded = text.ToLowerInvariant(); // a lone surrogate
        }

        return Ascii.IsValid(folded)
            ? string.Concat(folded.Where(char.IsAsciiLetterOrDigit))
            : string.Concat(folded.EnumerateRunes().Where(Rune.IsLetterOrDigit));
    }

    private static string Reverse(string text) => string.Concat(text.EnumerateRunes().Reverse());

    private static FrozenSet<string> ReadCommon()
    {
        using var stream = typeof(PasswordRules).Assembly.GetManifestResourceStream("common-passwords.txt")!;
        using var reader = new StreamReader(stream, Encoding.UTF8);
        return reader
            .ReadToEnd()
            .Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .ToFrozenSet(StringComparer.Ordinal);
    }
}
