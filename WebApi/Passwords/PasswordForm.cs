using OrleansRegistration.Errors;
using OrleansRegistration.Json;
using OrleansRegistration.Precis;
using OrleansRegistration.Users;

namespace OrleansRegistration.Passwords;

/// <summary>Reads passwords from forms.</summary>
internal static class PasswordForm
{
    /// <summary>Describes a new password in the API description.</summary>
    public const string Rule =
        "8 to 128 characters. It must not be a common password or resemble a name of the account.";

    /// <summary>Describes a new password's second field in the API description.</summary>
    public const string Repeat = "The same password again.";

    /// <summary>
    /// Parses a new password, typed twice. Adds every broken rule to <paramref name="errors"/>. The rules are about the
    /// normalised text, because that text is hashed.
    /// </summary>
    /// <param name="names">The known valid names of the account.</param>
    /// <returns>The normalised password, even if it breaks a rule, or <c>null</c> if there is none.</returns>
    public static string? Parse(
        TextField password1,
        TextField password2,
        FieldErrors errors,
        params ReadOnlySpan<string?> names
    )
    {
        var password = Read(FieldNames.Password1, password1, errors);
        var repeated = Read(FieldNames.Password2, password2, errors);
        if (password is null)
        {
            return null;
        }

        foreach (var problem in PasswordRules.Check(password, names))
        {
            errors.Add(FieldNames.Password1, Problems.CodeOf(problem));
        }

        if (repeated is not null && repeated != password)
        {
            errors.Add(FieldNames.Password2, ErrorCodes.Mismatch);
        }

        return password;
    }

    /// <summary>
    /// Reads a password and normalises it (<see cref="PasswordText"/>). A text that is far too long for a password is
    /// not normalised.
    /// </summary>
    /// <returns>
    /// The password, or <c>null</c> when it breaks a rule, which is added to <paramref name="errors"/>.
    /// </returns>
    public static string? Read(string field, TextField text, FieldErrors errors)
    {
        string? problem = text switch
        {
            { IsMistyped: true } => ErrorCodes.Invalid,
            { Text: null or "" } => ErrorCodes.Required,
            { Text.Length: > PasswordRules.MaxTypedUnits } => ErrorCodes.Length,
            _ => null,
        };
        if (problem is null)
        {
            return PasswordText.Normalize(text.Text!);
        }

        errors.Add(field, problem);
        return null;
    }
}
