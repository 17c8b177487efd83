using OrleansRegistration.Captcha;
using OrleansRegistration.Errors;
using OrleansRegistration.InvitationCodes;
using OrleansRegistration.Json;
using OrleansRegistration.Keys;
using OrleansRegistration.Names;
using OrleansRegistration.Passwords;

namespace OrleansRegistration.Users;

/// <summary>The parsed parts of a sign-up. A part that breaks a rule is <c>null</c>, and is among the errors.</summary>
internal sealed record SignUpForm(
    Username? Username,
    Nickname? Nickname,
    EmailAddress? Email,
    string? Password,
    InvitationCode? Code
)
{
    /// <summary>Parses all fields. Adds every broken rule to <paramref name="errors"/>.</summary>
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
        CaptchaCheck.CheckField(request.Recaptcha, requireCaptcha, errors);
        errors.CheckFlag(FieldNames.UseCookies, request.UseCookies);
        return form;
    }

    /// <summary>The fingerprint of the sign-up. The form must have no errors.</summary>
    public string Fingerprint(DerivedSecrets secrets) => secrets.Fingerprint(Username!, Nickname!, Email!, Code);

    /// <summary>The sign-up. The form must have no errors.</summary>
    public SignUp ToSignUp(string? fingerprint, string language, string? userAgent) =>
        new(Username!, Nickname!, Email!, Password!, Code, fingerprint, language, userAgent);

    /// <summary>
    /// The valid names, each with its field and all claims under which somebody may have the name.
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
}
