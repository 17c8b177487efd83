using System.Globalization;
using OrleansRegistration.Errors;
using OrleansRegistration.Json;
using OrleansRegistration.Keys;
using OrleansRegistration.Operators;
using OrleansRegistration.Users;

namespace OrleansRegistration.InvitationCodes;

/// <summary>A code that an operator wants to issue.</summary>
/// <param name="Chosen">The text that the operator chose; <c>null</c> for a random one.</param>
/// <param name="Owner">The account that gets the code; <c>null</c> for a house code.</param>
internal sealed record CodeForm(
    InvitationCode? Chosen,
    UserId? Owner,
    InvitationTerms Terms,
    CodeDetails Details,
    string? Reason
)
{
    private const int MaxTries = 5;

    /// <summary>Parses all fields. Adds every broken rule to <paramref name="errors"/>.</summary>
    public static CodeForm Parse(CodeRequest request, FieldErrors errors)
    {
        errors.CheckFlag(FieldNames.Enabled, request.Enabled);
        return new(
            CodeFields.ReadCode(request.Code, errors),
            CodeFields.ReadOwner(request.Owner, errors),
            new(
                request.Enabled.Or(true),
                CodeFields.ReadLimit(request.Limit, errors),
                CodeFields.ReadExpiry(request.ExpiresAt, errors)
            ),
            CodeFields.ReadDetails(request, errors),
            OperatorForm.ReadOptionalReason(request.Reason, errors)
        );
    }

    /// <summary>What a repeat with the same <c>Idempotency-Key</c> must match.</summary>
    public string Fingerprint(DerivedSecrets secrets) =>
        secrets.RequestFingerprint(
            Chosen?.Value,
            Owner?.ToString(),
            Terms.Enabled ? "enabled" : "disabled",
            Terms.Limit?.ToString(CultureInfo.InvariantCulture),
            Terms.ExpiresAt?.ToString("O", CultureInfo.InvariantCulture),
            Details.Label,
            Details.Note,
            Details.EmailDomain,
            Reason
        );

    /// <summary>The codes to try, in an order that follows from the id of the request.</summary>
    public CodeDraft ToDraft(Guid request, DerivedSecrets secrets) =>
        new(
            Chosen is not null
                ? [Chosen]
                : [.. Enumerable.Range(0, MaxTries).Select(number => secrets.CodeOfRequest(request, number))],
            Terms,
            Details
        );
}
