using OrleansRegistration.Errors;
using OrleansRegistration.Json;
using OrleansRegistration.Precis;
using OrleansRegistration.Users;

namespace OrleansRegistration.Passwords;

/// <summary>A new password, typed twice: at sign-up, and wherever else one is chosen.</summary>
internal static class PasswordForm
{
    /// <summary>The rule in the API description.</summary>
    public const string Rule =
        "8 to 128 characters. It must not be a common password or resemble a name of the account.";

    /// <summary>The second field in the API description.</summary>
    public const string Repeat = "The same password again.";

    /// <summary>
    /// Parses; every broken rule is added to <paramref name="errors"/>. The rules look at the normalised text, which is
    /// what is hashed.
    /// </summary>
    /// <param name="names">The well-formed names of the account that are known here.</param>
    /// <returns>The normalised password, good or not; <c>null</c> when there is none.</returns>
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
    /// Reads a password in its normalised form (<see cref="PasswordText"/>). A text that is far too long to be a
    /// password is not normalised.
    /// </summary>
    /// <returns><c>null</c> when a rule is broken and added to <paramref name="errors"/>.</returns>
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
