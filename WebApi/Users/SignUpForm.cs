using OrleansRegistration.Captcha;
using OrleansRegistration.Errors;
using OrleansRegistration.InvitationCodes;
using OrleansRegistration.Json;
using OrleansRegistration.Passwords;
using OrleansRegistration.Reservations;

namespace OrleansRegistration.Users;

/// <summary>What of a sign-up could be parsed; a part that could not is <c>null</c> and among the errors.</summary>
internal sealed record SignUpForm(Username? Username, Nickname? Nickname, EmailAddress? Email, string? Password, InvitationCode? Code)
{
    private delegate NameProblem NameParser<TName>(string? text, out TName? name);

    /// <summary>Parses all fields, and adds every rule that is broken to <paramref name="errors"/>.</summary>
    public static SignUpForm Parse(RegisterRequest request, bool requireInvitation, bool requireCaptcha, FieldErrors errors)
    {
        var username = ParseName<Username>(SignUpFields.Username, request.Username, Username.TryParse, errors);
        var nickname = ParseName<Nickname>(SignUpFields.Nickname, request.Nickname, Nickname.TryParse, errors);
        var email = ParseName<EmailAddress>(SignUpFields.Email, request.Email, EmailAddress.TryParse, errors);
        var form = new SignUpForm(
            username,
            nickname,
            email,
            PasswordForm.Parse(request.Password1, request.Password2, errors, username?.Value, nickname?.Value, email?.Value),
            ParseCode(request.InvitationCode, requireInvitation, errors));
        CheckCaptcha(request.Recaptcha, requireCaptcha, errors);
        SignUpFields.CheckUseCookies(request.UseCookies, errors);
        return form;
    }

    /// <summary>The sign-up, when there were no errors.</summary>
    public SignUp ToSignUp() => new(Username!, Nickname!, Email!, Password!, Code, Fingerprint: null);

    /// <summary>The well-formed names, each with the field it is in.</summary>
    public IEnumerable<(string Field, NameClaim Claim)> Names()
    {
        if (Username is not null)
        {
            yield return (SignUpFields.Username, new(NameKind.Username, Username.Key));
        }

        if (Nickname is not null)
        {
            yield return (SignUpFields.Nickname, new(NameKind.Nickname, Nickname.Key));
        }

        if (Email is not null)
        {
            yield return (SignUpFields.Email, new(NameKind.Email, Email.Key));
        }
    }

    private static TName? ParseName<TName>(string field, TextField text, NameParser<TName> parse, FieldErrors errors)
        where TName : class
    {
        if (text.IsMistyped)
        {
            errors.Add(field, ErrorCodes.Invalid);
            return null;
        }

        // White space around a name is no part of it, as in the service this one replaces.
        var problem = parse(text.Text?.Trim(), out var name);
        if (problem is not NameProblem.None)
        {
            errors.Add(field, Outcomes.CodeOf(problem));
        }

        return name;
    }

    private static InvitationCode? ParseCode(TextField text, bool required, FieldErrors errors)
    {
        if (text is { Text: null, IsMistyped: false } || (required && text.Text?.Length == 0))
        {
            errors.Add(SignUpFields.InvitationCode, ErrorCodes.Required);
            return null;
        }

        InvitationCode? code = null;
        if (text.Text?.Length != 0 && !InvitationCode.TryParse(text.Text, out code))
        {
            errors.Add(SignUpFields.InvitationCode, ErrorCodes.Invalid);
        }

        return code;
    }

    private static void CheckCaptcha(TextField answer, bool required, FieldErrors errors)
    {
        if (answer.IsMistyped || answer.Text?.Length > CaptchaOptions.MaxAnswerLength)
        {
            errors.Add(SignUpFields.Recaptcha, ErrorCodes.Invalid);
        }
        else if (required && string.IsNullOrEmpty(answer.Text))
        {
            errors.Add(SignUpFields.Recaptcha, ErrorCodes.Required);
        }
    }
}
