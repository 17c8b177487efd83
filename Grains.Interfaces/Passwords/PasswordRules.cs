using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text;
using OrleansRegistration.Precis;

namespace OrleansRegistration.Passwords;

/// <summary>
/// The rules for a new password, wherever one is chosen. No rule asks for kinds of characters (NIST SP 800-63B, 3.1.1.2).
/// </summary>
public static class PasswordRules
{
    /// <summary>Fewest characters, in code points.</summary>
    public const int MinLength = 8;

    /// <summary>Most characters, in code points.</summary>
    public const int MaxLength = 128;

    /// <summary>
    /// Longest text, in UTF-16 units, that is normalised to see whether it is a password: four for each character. A
    /// longer one is too long.
    /// </summary>
    public const int MaxTypedUnits = 4 * MaxLength;

    // Shorter parts of a name turn up in many a good password by chance.
    private const int ShortestPart = 4;

    private static readonly Lazy<FrozenSet<string>> Common = new(ReadCommon);

    /// <summary>Every rule that <paramref name="password"/> breaks.</summary>
    /// <param name="password">
    /// Normalised by <see cref="PasswordText"/>: what is counted and compared is what is hashed.
    /// </param>
    /// <param name="names">The account's username, nickname and e-mail address, as far as they are known.</param>
    public static ImmutableArray<PasswordProblem> Check(string password, params ReadOnlySpan<string?> names)
    {
        ArgumentNullException.ThrowIfNull(password);
        var problems = ImmutableArray.CreateBuilder<PasswordProblem>();

        // Code points, as NIST SP 800-63B counts: a length that does not depend on the encoding or on a table of grapheme clusters.
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

    /// <summary>Whether it is one of the bundled common passwords, in whatever case.</summary>
    public static bool IsCommon(string password)
    {
        ArgumentNullException.ThrowIfNull(password);
        return Common.Value.Contains(password.ToLowerInvariant());
    }

    /// <summary>
    /// Whether it is too close to a name. Of both only letters and digits count, compatibility forms (NFKC) and case folded away; an e-mail
    /// address counts whole and as the part before the @. Too close is a password that lies in a name, forwards or backwards, or that a name of
    /// at least 4 characters, forwards or backwards, makes up half of or more.
    /// </summary>
    public static bool IsTooSimilar(string password, params ReadOnlySpan<string?> names)
    {
        ArgumentNullException.ThrowIfNull(password);
        var chosen = Simplify(password);
        foreach (var name in names)
        {
            if (
                name is not null
                && (
                    IsClose(chosen, Simplify(name))
                    || (
                        name.IndexOf('@', StringComparison.Ordinal) is > 0 and var at
                        && IsClose(chosen, Simplify(name[..at]))
                    )
                )
            )
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsClose(string password, string name) =>
        IsCloseOneWay(password, name) || IsCloseOneWay(password, Reverse(name));

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
            folded = text.ToLowerInvariant(); // half of a surrogate pair
        }

        return string.Concat(folded.EnumerateRunes().Where(Rune.IsLetterOrDigit));
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
