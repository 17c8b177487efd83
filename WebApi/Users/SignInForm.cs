using OrleansRegistration.Captcha;
using OrleansRegistration.Errors;
using OrleansRegistration.Json;
using OrleansRegistration.Keys;
using OrleansRegistration.Names;
using OrleansRegistration.Passwords;

namespace OrleansRegistration.Users;

/// <summary>A log-in with a name and a password, right or wrong.</summary>
/// <param name="Name">The claim that a new account with the name would have.</param>
/// <param name="Claims">
/// All claims under which an account may have the name, the closest to the typed text first. Nearly always
/// <paramref name="Name"/> alone.
/// </param>
internal sealed record SignInForm(NameClaim Name, NameClaim[] Claims, string Password)
{
    // Four times the longest name, an e-mail address. A longer text is not parsed.
    private const int MaxTypedUnits = 4 * 254;

    /// <inheritdoc/>
    /// <remarks>Leaves the name and the password out.</remarks>
    public override string ToString() => nameof(SignInForm);

    /// <summary>
    /// Parses all fields. Returns <c>null</c> when a rule is broken; adds every broken rule to
    /// <paramref name="errors"/>.
    /// </summary>
    public static SignInForm? Parse(SignInRequest request, DerivedSecrets secrets, FieldErrors errors)
    {
        CheckName(request.Username, errors);
        var password = PasswordForm.Read(FieldNames.Password, request.Password, errors);
        CaptchaCheck.CheckField(request.Recaptcha, isRequired: false, errors);
        errors.CheckFlag(FieldNames.UseCookies, request.UseCookies);
        return errors.Any ? null : Of(NameFields.Trim(request.Username.Text)!, password!, secrets);
    }

    private static void CheckName(TextField text, FieldErrors errors)
    {
        if (text.IsMistyped || string.IsNullOrWhiteSpace(text.Text))
        {
            errors.Add(FieldNames.Username, text.IsMistyped ? ErrorCodes.Invalid : ErrorCodes.Required);
        }
        else if (text.Text.Length > MaxTypedUnits)
        {
            errors.Add(FieldNames.Username, ErrorCodes.Length);
        }
    }

    private static SignInForm Of(string text, string password, DerivedSecrets secrets)
    {
        if (
            !text.Contains('@', StringComparison.Ordinal)
            && Username.TryParseExisting(text, out var username) is NameProblem.None
        )
        {
            return new(new(NameKind.Username, username!.Key), [.. username.Claims], password);
        }

        // Imported accounts may have usernames that the rules refuse.
        var name = Username.ParseImported(text) is { } imported
            ? new(NameKind.Username, imported.Key)
            : ClaimOf(text, secrets);
        return new(name, [name], password);
    }

    // A username never contains an @.
    private static NameClaim ClaimOf(string text, DerivedSecrets secrets) =>
        !text.Contains('@', StringComparison.Ordinal) ? secrets.ClaimOfNoName(NameKind.Username, text)
        : EmailAddress.TryParseExisting(text, out var email) is NameProblem.None ? new(NameKind.Email, email!.Key)
        : secrets.ClaimOfNoName(NameKind.Email, text);
}
