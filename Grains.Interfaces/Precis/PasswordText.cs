using System.Text;

namespace OrleansRegistration.Precis;

/// <summary>
/// The form of a password that is hashed: as <see cref="PrecisProfile.OpaqueString"/> (RFC 8265, section 4.2), so that one password typed on two
/// keyboards is one, but without refusing any character: a password may hold all of them.
/// </summary>
public static class PasswordText
{
    /// <summary>
    /// Every space U+0020, and NFC. A lone surrogate, which UTF-8 cannot hold, becomes U+FFFD, and so does U+FFFE,
    /// which .NET does not normalise. Normalising again changes nothing.
    /// </summary>
    /// <exception cref="ArgumentException"><paramref name="password"/> is longer than 2,048 UTF-16 units.</exception>
    public static string Normalize(string password)
    {
        var whole = string.Concat(password.EnumerateRunes().Select(rune => rune.ToString()))
            .Replace('\uFFFE', '\uFFFD');
        return CodePoints.Normalize(CodePoints.MapSpaces(whole), NormalizationForm.FormC);
    }
}
