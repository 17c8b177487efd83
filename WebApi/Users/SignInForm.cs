using OrleansRegistration.Captcha;
using OrleansRegistration.Errors;
using OrleansRegistration.Json;
using OrleansRegistration.Reservations;

namespace OrleansRegistration.Users;

/// <summary>A log-in with a name and a password in it, right or wrong.</summary>
internal sealed record SignInForm(NameClaim Name, string Password)
{
    /// <inheritdoc/>
    /// <remarks>Without name and password.</remarks>
    public override string ToString() => nameof(SignInForm);

    /// <summary>Parses; <c>null</c> when a rule is broken and added to <paramref name="errors"/>.</summary>
    public static SignInForm? Parse(SignInRequest request, KeyedHash hash, FieldErrors errors)
    {
        Check(SignUpFields.Username, request.Username, errors);
        Check(SignUpFields.Password, request.Password, errors);
        if (request.Recaptcha.IsMistyped || request.Recaptcha.Text?.Length > CaptchaOptions.MaxAnswerLength)
        {
            errors.Add(SignUpFields.Recaptcha, ErrorCodes.Invalid);
        }

        SignUpFields.CheckUseCookies(request.UseCookies, errors);
        return errors.Any ? null : new(ClaimOf(request.Username.Text!.Trim(), hash), request.Password.Text!);
    }

    private static void Check(string field, TextField text, FieldErrors errors)
    {
        if (text.IsMistyped || string.IsNullOrEmpty(text.Text))
        {
            errors.Add(field, text.IsMistyped ? ErrorCodes.Invalid : ErrorCodes.Required);
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
