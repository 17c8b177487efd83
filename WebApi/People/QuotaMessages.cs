using System.ComponentModel;
using OrleansRegistration.InvitationCodes;
using OrleansRegistration.Json;
using OrleansRegistration.Operators;

namespace OrleansRegistration.People;

/// <summary>The quota that an operator gives to an account.</summary>
internal sealed record QuotaRequest
{
    [Description("How many codes the account may make itself: 1 to 1,000, or `null` for `Registration:MaxCodes`.")]
    public NumberField Codes { get; init; }

    [Description("How many accounts may register with all of these codes together, or `null` for no bound.")]
    public NumberField Uses { get; init; }

    [Description(OperatorForm.OptionalReasonRule)]
    public TextField Reason { get; init; }
}

/// <summary>The quota of an account.</summary>
internal sealed record QuotaResponse(
    [property: Description("How many codes the account may make itself, or `null` for `Registration:MaxCodes`.")]
        int? Codes,
    [property: Description("How many accounts may register with all of these codes, or `null` for no bound.")]
        long? Uses
);
