using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace OrleansRegistration.InvitationCodes;

/// <summary>
/// An invitation code: 1 to 12 ASCII letters and digits, in upper case. Hyphens and white space are ignored when a code
/// is typed.
/// </summary>
[GenerateSerializer, Immutable, Alias("invitation-code")]
public sealed record InvitationCode
{
    /// <summary>The most characters of a code.</summary>
    public const int MaxLength = 12;

    private const int GeneratedLength = 10;

    // Includes hyphens and white space.
    private const int MaxTypedLength = 4 * MaxLength;

    // Without I, L, O and U, because codes are read aloud and copied by hand. 32^10 = 2^50 codes.
    private const string Alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

    private InvitationCode(string value) => Value = value;

    /// <summary>The normalised code, which is also its uniqueness key.</summary>
    [Id(0)]
    public string Value { get; }

    /// <summary>The key of the code's grain.</summary>
    public string GrainKey => GrainKeys.ForCode(this);

    /// <summary>Generates a random code.</summary>
    public static InvitationCode Generate() => new(RandomNumberGenerator.GetString(Alphabet, GeneratedLength));

    /// <summary>Draws a code by a keyed hash. The same hash gives the same code.</summary>
    /// <param name="hash">At least 10 random bytes, of which five bits each are used.</param>
    /// <param name="prefix">
    /// What the code begins with, normalised. Then the code may be up to 12 characters long.
    /// </param>
    public static InvitationCode Draw(ReadOnlySpan<byte> hash, string prefix = "")
    {
        ArgumentNullException.ThrowIfNull(prefix);
        Span<char> drawn = stackalloc char[Math.Min(GeneratedLength, MaxLength - prefix.Length)];
        for (var i = 0; i < drawn.Length; i++)
        {
            drawn[i] = Alphabet[hash[i] % Alphabet.Length];
        }

        return new(string.Concat(prefix, drawn));
    }

    /// <summary>Parses a code as people type it.</summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out InvitationCode? code)
    {
        code = null;
        if (text?.Length > MaxTypedLength)
        {
            return false;
        }

        var kept = string.Concat((text ?? "").Where(c => c != '-' && !char.IsWhiteSpace(c))).ToUpperInvariant();
        code = kept.Length is > 0 and <= MaxLength && kept.All(char.IsAsciiLetterOrDigit) ? new(kept) : null;
        return code is not null;
    }

    /// <summary>Parses a stored <see cref="Value"/>.</summary>
    /// <exception cref="FormatException">The text is not a normalised code.</exception>
    public static InvitationCode Parse(string text) =>
        TryParse(text, out var code) && code.Value == text
            ? code
            : throw new FormatException("Not a normalised invitation code.");

    /// <inheritdoc/>
    /// <remarks>Hides most of the code, because messages are logged.</remarks>
    public override string ToString() => string.Concat(Value.AsSpan(0, Math.Min(2, Value.Length)), "…");
}
