using OrleansRegistration.Errors;
using OrleansRegistration.Json;
using OrleansRegistration.Users;

namespace OrleansRegistration.Passwords;

/// <summary>A new password, typed twice: at sign-up, and wherever else one is chosen.</summary>
internal static class PasswordForm
{
    /// <summary>The rule in the API description.</summary>
    public const string Rule = "8 to 128 characters. It must not be a common password or resemble a name of the account.";

    /// <summary>The second field in the API description.</summary>
    public const string Repeat = "The same password again.";

    /// <summary>Parses; every broken rule is added to <paramref name="errors"/>.</summary>
    /// <param name="names">The names of the account that are known here.</param>
    /// <returns>The password, good or not; <c>null</c> when there is none.</returns>
    public static string? Parse(TextField password1, TextField password2, FieldErrors errors, params ReadOnlySpan<string?> names)
    {
        var typed = IsGiven(SignUpFields.Password1, password1, errors);
        var repeated = IsGiven(SignUpFields.Password2, password2, errors);
        var password = password1.Text;
        if (typed)
        {
            foreach (var problem in PasswordRules.Check(password!, names))
            {
                errors.Add(SignUpFields.Password1, Outcomes.CodeOf(problem));
            }
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
}
