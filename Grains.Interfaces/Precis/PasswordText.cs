using System.Text;

namespace OrleansRegistration.Precis;

/// <summary>
/// The form in which a password is hashed. It follows <see cref="PrecisProfile.OpaqueString"/> (RFC 8265, section 4.2),
/// so that a password typed on two keyboards is the same. Unlike that profile it refuses no character.
/// </summary>
public static class PasswordText
{
    /// <summary>
    /// Maps every space to U+0020 and brings the text to NFC. A lone surrogate, which UTF-8 cannot encode, becomes
    /// U+FFFD. So does U+FFFE, which .NET cannot normalise. Idempotent.
    /// </summary>
    /// <exception cref="ArgumentException"><paramref name="password"/> is longer than 2,048 UTF-16 units.</exception>
    public static string Normalize(string password)
    {
        if (password.Length <= CodePoints.MaxUnits && Ascii.IsValid(password))
        {
            return password;
        }

        var whole = string.Concat(password.EnumerateRunes().Select(rune => rune.ToString()))
            .Replace('\uFFFE', '\uFFFD');
        return CodePoints.Normalize(CodePoints.MapSpaces(whole), NormalizationForm.FormC);
    }
}
