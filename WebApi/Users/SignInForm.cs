using OrleansRegistration.Captcha;
using OrleansRegistration.Errors;
using OrleansRegistration.Json;
using OrleansRegistration.Keys;
using OrleansRegistration.Names;
using OrleansRegistration.Passwords;

namespace OrleansRegistration.Users;

/// <summary>A log-in with a name and a password in it, right or wrong.</summary>
/// <param name="Name">The claim of a new account with the name.</param>
/// <param name="Claims">Every claim under which an account may have the name, the closest to what was typed first.
/// Nearly always <paramref name="Name"/> alone.</param>
internal sealed record SignInForm(NameClaim Name, NameClaim[] Claims, string Password)
{
    // Four times the longest name, an e-mail address. Nothing longer is looked at.
    private const int MaxTypedUnits = 4 * 254;

    /// <inheritdoc/>
    /// <remarks>Without name and password.</remarks>
    public override string ToString() => nameof(SignInForm);

    /// <summary>Parses; <c>null</c> when a rule is broken and added to <paramref name="errors"/>.</summary>
    public static SignInForm? Parse(SignInRequest request, DerivedSecrets hash, FieldErrors errors)
    {
        CheckName(request.Username, errors);
        var password = PasswordForm.Read(FieldNames.Password, request.Password, errors);
        if (request.Recaptcha.IsMistyped || request.Recaptcha.Text?.Length > CaptchaOptions.MaxAnswerLength)
        {
            errors.Add(FieldNames.Recaptcha, ErrorCodes.Invalid);
        }

        FieldNames.CheckUseCookies(request.UseCookies, errors);
        return errors.Any ? null : Of(NameFields.Trim(request.Username.Text)!, password!, hash);
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

    private static SignInForm Of(string text, string password, DerivedSecrets hash)
    {
        if (
            !text.Contains('@', StringComparison.Ordinal)
            && Username.TryParseExisting(text, out var username) is NameProblem.None
        )
        {
            return new(new(NameKind.Username, username!.Key), [.. username.Claims], password);
        }

        var name = ClaimOf(text, hash);
        return new(name, [name], password);
    }

    // No username has an @ in it.
    private static NameClaim ClaimOf(string text, DerivedSecrets hash) =>
        !text.Contains('@', StringComparison.Ordinal) ? hash.ClaimOfNoName(NameKind.Username, text)
        : EmailAddress.TryParseExisting(text, out var email) is NameProblem.None ? new(NameKind.Email, email!.Key)
        : hash.ClaimOfNoName(NameKind.Email, text);
}
