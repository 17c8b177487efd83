using OrleansRegistration.Audit;
using OrleansRegistration.Errors;
using OrleansRegistration.Json;
using OrleansRegistration.Names;
using OrleansRegistration.Passwords;

namespace OrleansRegistration.Operators;

/// <summary>Reads the fields that the bodies of many acts have, and confirms drastic acts.</summary>
internal static class OperatorForm
{
    /// <summary>Describes a reason in the API description.</summary>
    public const string ReasonRule =
        "Why, for the audit log: one line of 1 to 500 characters. Without personal data: the log is never erased.";

    /// <summary>Describes a reason that may be left out.</summary>
    public const string OptionalReasonRule = ReasonRule + " Optional.";

    /// <summary>Reads the reason of an act that must have one, without the white space around it.</summary>
    /// <returns>
    /// The reason, or <c>null</c> when it breaks a rule, which is added to <paramref name="errors"/>.
    /// </returns>
    public static string? ReadReason(TextField field, FieldErrors errors) =>
        ReadReason(field, blank: ErrorCodes.Required, errors);

    /// <summary>Reads the reason of an act that needs none; <c>null</c> for no reason.</summary>
    /// <inheritdoc cref="ReadReason(TextField, FieldErrors)" path="/returns"/>
    public static string? ReadOptionalReason(TextField field, FieldErrors errors) =>
        field is { Text: null, IsMistyped: false } ? null : ReadReason(field, blank: ErrorCodes.Length, errors);

    private static string? ReadReason(TextField field, string blank, FieldErrors errors)
    {
        var problem = ActRequest.TryParseReason(field.Text, out var reason);
        if (field.IsMistyped || problem is not NameProblem.None)
        {
            errors.Add(
                FieldNames.Reason,
                field.IsMistyped ? ErrorCodes.Invalid
                    : problem is NameProblem.Required ? blank
                    : Problems.CodeOf(problem)
            );
        }

        return reason;
    }

    /// <summary>Reads words for operators, without the white space around them; <c>null</c> for none.</summary>
    /// <param name="name">The field.</param>
    /// <param name="least">The fewest characters.</param>
    /// <param name="most">The most characters.</param>
    /// <param name="isOneLine">Whether ends of lines and tabs break the rule, as control characters do.</param>
    public static string? ReadWords(
        string name,
        TextField field,
        int least,
        int most,
        bool isOneLine,
        FieldErrors errors
    )
    {
        var text = NameFields.Trim(field.Text);
        if (field.IsMistyped || (text is not null && !(isOneLine ? TextRules.IsOneLine(text) : TextRules.IsText(text))))
        {
            errors.Add(name, ErrorCodes.Invalid);
        }
        else if (text?.EnumerateRunes().Count() is { } length && (length < least || length > most))
        {
            errors.Add(name, ErrorCodes.Length);
        }

        return text;
    }

    /// <summary>
    /// Reads password and reason of a drastic act, and lets the caller's grain check the password. Wrong passwords
    /// count against the caller's session, which they end.
    /// </summary>
    /// <param name="errors">The errors of the other fields. With any of them the password is not checked.</param>
    /// <returns>The request for the act; or <c>null</c> and why the act must not be done.</returns>
    public static async Task<(ActRequest? Act, Problem? Refusal)> ConfirmAsync(
        DrasticRequest? body,
        Operator caller,
        IGrainFactory grains,
        FieldErrors errors
    )
    {
        if (caller.Admin is not { } admin)
        {
            return (null, Problems.ForNotAdministrator());
        }

        var password = PasswordForm.Read(FieldNames.Password, body?.Password ?? default, errors);
        var reason = ReadReason(body?.Reason ?? default, errors);
        if (errors.Any)
        {
            return (null, Problems.ForFields(errors));
        }

        // Not repeated: a wrong password must count once.
        var refusal = await grains.GetUser(admin.User).ConfirmPasswordAsync(password!, admin.Session);
        return refusal is { } outcome ? (null, Problems.ForChange(outcome)) : (caller.Asks(reason), null);
    }
}
