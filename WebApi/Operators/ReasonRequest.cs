using System.ComponentModel;
using OrleansRegistration.Json;

namespace OrleansRegistration.Operators;

/// <summary>The body of an act that needs no confirmation.</summary>
internal sealed record ReasonRequest
{
    [Description(OperatorForm.ReasonRule)]
    public TextField Reason { get; init; }
}
