using OrleansRegistration.Captcha;
using OrleansRegistration.Errors;
using OrleansRegistration.InvitationCodes;
using OrleansRegistration.Json;
using OrleansRegistration.Names;
using OrleansRegistration.Passwords;

namespace OrleansRegistration.Users;

/// <summary>What of a sign-up could be parsed; a part that could not is <c>null</c> and among the errors.</summary>
internal sealed record SignUpForm(
    Username? Username,
    Nickname? Nickname,
    EmailAddress? Email,
    string? Password,
    InvitationCode? Code
)
{
    /// <summary>Parses all fields, and adds every rule that is broken to <paramref name="errors"/>.</summary>
    public static SignUpForm Parse(
        RegisterRequest request,
        bool requireInvitation,
        bool requireCaptcha,
        FieldErrors errors
    )
    {
        var username = NameFields.Parse<Username>(FieldNames.Username, request.Username, Username.TryParse, errors);
        var nickname = NameFields.Parse<Nickname>(FieldNames.Nickname, request.Nickname, Nickname.TryParse, errors);
        var email = NameFields.Parse<EmailAddress>(FieldNames.Email, request.Email, EmailAddress.TryParse, errors);
        var form = new SignUpForm(
            username,
            nickname,
            email,
            PasswordForm.Parse(
                request.Password1,
                request.Password2,
                errors,
                username?.Value,
                nickname?.Value,
                email?.Value
            ),
            ParseCode(request.InvitationCode, requireInvitation, errors)
        );
        CheckCaptcha(request.Recaptcha, requireCaptcha, errors);
        FieldNames.CheckUseCookies(request.UseCookies, errors);
        return form;
    }

    /// <summary>The sign-up, when there were no errors.</summary>
    public SignUp ToSignUp() => new(Username!, Nickname!, Email!, Password!, Code, Fingerprint: null);

    /// <summary>
    /// The well-formed names, each with the field it is in and every claim under which somebody may have it.
    /// </summary>
    public IEnumerable<(string Field, IEnumerable<NameClaim> Claims)> Names()
    {
        if (Username is not null)
        {
            yield return (FieldNames.Username, Username.Claims);
        }

        if (Nickname is not null)
        {
            yield return (FieldNames.Nickname, Nickname.Claims);
        }

        if (Email is not null)
        {
            yield return (FieldNames.Email, [new(NameKind.Email, Email.Key)]);
        }
    }

    private static InvitationCode? ParseCode(TextField text, bool required, FieldErrors errors)
    {
        if (text is { Text: null, IsMistyped: false } || (required && text.Text?.Length == 0))
        {
            errors.Add(FieldNames.InvitationCode, ErrorCodes.Required);
            return null;
        }

        InvitationCode? code = null;
        if (text.Text?.Length != 0 && !InvitationCode.TryParse(text.Text, out code))
        {
            errors.Add(FieldNames.InvitationCode, ErrorCodes.Invalid);
        }

        return code;
    }

    private static void CheckCaptcha(TextField answer, bool required, FieldErrors errors)
    {
        if (answer.IsMistyped || answer.Text?.Length > CaptchaOptions.MaxAnswerLength)
        {
            errors.Add(FieldNames.Recaptcha, ErrorCodes.Invalid);
        }
        else if (required && string.IsNullOrEmpty(answer.Text))
        {
            errors.Add(FieldNames.Recaptcha, ErrorCodes.Required);
        }
    }
}
