using OrleansRegistration.Errors;
using OrleansRegistration.Json;
using OrleansRegistration.Users;

namespace OrleansRegistration.Passwords;

/// <summary>The two fields of a new password.</summary>
internal static class PasswordFields
{
    private const int MinLength = 8;
    private const int MaxLength = 128;

    /// <summary>Checks them, and adds every rule that is broken to <paramref name="errors"/>.</summary>
    /// <param name="names">What the password must not be.</param>
    /// <returns>The password, if there is one.</returns>
    public static string? Parse(TextField password1, TextField password2, string?[] names, FieldErrors errors)
    {
        var typed = IsGiven(SignUpFields.Password1, password1, errors);
        var repeated = IsGiven(SignUpFields.Password2, password2, errors);
        var password = password1.Text;
        if (typed && CountCharacters(password!) is < MinLength or > MaxLength)
        {
            errors.Add(SignUpFields.Password1, ErrorCodes.Length);
        }

        if (typed && names.Contains(password, StringComparer.OrdinalIgnoreCase))
        {
            errors.Add(SignUpFields.Password1, ErrorCodes.TooSimilar);
        }

        if (typed && repeated && password2.Text != password)
        {
            errors.Add(SignUpFields.Password2, ErrorCodes.Mismatch);
        }

        return password;
    }

    /// <summary>Whether a field holds text; if not, that is added to <paramref name="errors"/>.</summary>
    public static bool IsGiven(string field, TextField text, FieldErrors errors)
    {
        if (text.IsMistyped)
        {
            errors.Add(field, ErrorCodes.Invalid);
        }
        else if (string.IsNullOrEmpty(text.Text))
        {
            errors.Add(field, ErrorCodes.Required);
        }

        return !string.IsNullOrEmpty(text.Text);
    }

    // Code points, as NIST SP 800-63B counts: a length that does not depend on the encoding or on a table of grapheme clusters.
    private static int CountCharacters(string password) => password.EnumerateRunes().Count();
}
