using OrleansRegistration.Errors;
using OrleansRegistration.Json;
using OrleansRegistration.Names;
using OrleansRegistration.Operators;
using OrleansRegistration.Users;

namespace OrleansRegistration.InvitationCodes;

/// <summary>Reads the fields of operators' requests about codes. Every broken rule is added to the errors.</summary>
internal static class CodeFields
{
    private const int MinChosen = 3;

    /// <summary>Reads a text of a code that an operator chose; <c>null</c> for none.</summary>
    public static InvitationCode? ReadCode(TextField field, FieldErrors errors)
    {
        if (field is { Text: null, IsMistyped: false })
        {
            return null;
        }

        if (!InvitationCode.TryParse(field.Text, out var code) || code.Value.Length < MinChosen)
        {
            var isTooShortOrLong = field.Text?.All(c => c is '-' or ' ' || char.IsAsciiLetterOrDigit(c)) is true;
            errors.Add(FieldNames.Code, isTooShortOrLong ? ErrorCodes.Length : ErrorCodes.Invalid);
            return null;
        }

        return code;
    }

    /// <summary>Reads what each code of a batch begins with; empty for nothing.</summary>
    public static string ReadPrefix(TextField field, FieldErrors errors)
    {
        if (!field.IsMistyped && string.IsNullOrEmpty(field.Text))
        {
            return "";
        }

        if (InvitationCode.TryParse(field.Text, out var prefix) && prefix.Value.Length <= BatchTerms.MaxPrefix)
        {
            return prefix.Value;
        }

        errors.Add(FieldNames.Prefix, ErrorCodes.Invalid);
        return "";
    }

    /// <summary>Reads a number; <c>null</c> for none.</summary>
    public static long? ReadNumber(string name, NumberField field, long least, long most, FieldErrors errors)
    {
        if (field.IsMistyped || field.Value < least || field.Value > most)
        {
            errors.Add(name, ErrorCodes.Range);
        }

        return field.Value;
    }

    /// <summary>Reads the limit of a code; <c>null</c> for none.</summary>
    public static long? ReadLimit(NumberField field, FieldErrors errors) =>
        ReadNumber(FieldNames.Limit, field, 1, Quota.MaxUses, errors);

    /// <summary>Reads a time with its offset (RFC 3339); <c>null</c> for none.</summary>
    public static DateTimeOffset? ReadExpiry(TextField field, FieldErrors errors)
    {
        if (field is { Text: null, IsMistyped: false })
        {
            return null;
        }

        if (Rfc3339.TryParse(field.Text, out var time))
        {
            return time;
        }

        errors.Add(FieldNames.ExpiresAt, ErrorCodes.Invalid);
        return null;
    }

    /// <summary>Reads the campaign of a code; <c>null</c> for none.</summary>
    public static string? ReadLabel(TextField field, FieldErrors errors) =>
        OperatorForm.ReadWords(FieldNames.Label, field, 1, CodeDetails.MaxLabel, isOneLine: true, errors);

    /// <summary>Reads words for operators; <c>null</c> for none.</summary>
    public static string? ReadNote(TextField field, FieldErrors errors) =>
        OperatorForm.ReadWords(FieldNames.Note, field, 0, CodeDetails.MaxNote, isOneLine: false, errors)
            is { Length: > 0 } note
            ? note
            : null;

    /// <summary>Reads a domain; <c>null</c> for none.</summary>
    public static string? ReadDomain(TextField field, FieldErrors errors)
    {
        if (field is { Text: null, IsMistyped: false })
        {
            return null;
        }

        if (!EmailAddress.TryParseDomain(NameFields.Trim(field.Text), out var domain))
        {
            errors.Add(FieldNames.EmailDomain, ErrorCodes.Invalid);
        }

        return domain;
    }

    /// <summary>Reads the id of an account; <c>null</c> for none.</summary>
    public static UserId? ReadOwner(TextField field, FieldErrors errors)
    {
        if (field is { Text: null, IsMistyped: false })
        {
            return null;
        }

        if (UserId.TryParse(field.Text, out var owner) && owner != default)
        {
            return owner;
        }

        errors.Add(FieldNames.Owner, ErrorCodes.Invalid);
        return null;
    }

    /// <summary>Reads the label, the note and the domain.</summary>
    public static CodeDetails ReadDetails(CodeTermsRequest request, FieldErrors errors) =>
        new(ReadLabel(request.Label, errors), ReadNote(request.Note, errors), ReadDomain(request.EmailDomain, errors));
}
