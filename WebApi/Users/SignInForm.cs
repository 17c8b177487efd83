using OrleansRegistration.Captcha;
using OrleansRegistration.Errors;
using OrleansRegistration.Json;
using OrleansRegistration.Passwords;
using OrleansRegistration.Reservations;

namespace OrleansRegistration.Users;

/// <summary>A log-in with a name and a password in it, right or wrong.</summary>
internal sealed record SignInForm(NameClaim Name, string Password)
{
    // Four times the longest name, an e-mail address. Nothing longer is looked at.
    private const int MaxTypedUnits = 4 * 254;

    /// <inheritdoc/>
    /// <remarks>Without name and password.</remarks>
    public override string ToString() => nameof(SignInForm);

    /// <summary>Parses; <c>null</c> when a rule is broken and added to <paramref name="errors"/>.</summary>
    public static SignInForm? Parse(SignInRequest request, KeyedHash hash, FieldErrors errors)
    {
        CheckName(request.Username, errors);
        var password = PasswordForm.Read(SignUpFields.Password, request.Password, errors);
        if (request.Recaptcha.IsMistyped || request.Recaptcha.Text?.Length > CaptchaOptions.MaxAnswerLength)
        {
            errors.Add(SignUpFields.Recaptcha, ErrorCodes.Invalid);
        }

        SignUpFields.CheckUseCookies(request.UseCookies, errors);
        return errors.Any ? null : new(ClaimOf(request.Username.Text!.Trim(), hash), password!);
    }

    private static void CheckName(TextField text, FieldErrors errors)
    {
        if (text.IsMistyped || string.IsNullOrEmpty(text.Text))
        {
            errors.Add(SignUpFields.Username, text.IsMistyped ? ErrorCodes.Invalid : ErrorCodes.Required);
        }
        else if (text.Text.Length > MaxTypedUnits)
        {
            errors.Add(SignUpFields.Username, ErrorCodes.Length);
        }
    }

    // No username has an @ in it.
    private static NameClaim ClaimOf(string text, KeyedHash hash)
    {
        if (text.Contains('@', StringComparison.Ordinal))
        {
            return EmailAddress.TryParse(text, out var email) is NameProblem.None
                ? new(NameKind.Email, email!.Key)
                : hash.ClaimOfNoName(NameKind.Email, text);
        }

        return Username.TryParse(text, out var username) is NameProblem.None
            ? new(NameKind.Username, username!.Key)
            : hash.ClaimOfNoName(NameKind.Username, text);
    }
}
