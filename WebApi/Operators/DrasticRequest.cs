using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using OrleansRegistration.Json;

namespace OrleansRegistration.Operators;

/// <summary>The body of an act that cannot be undone. Acts with more fields derive from it.</summary>
internal record DrasticRequest
{
    [Required, Format("password"), Description("The password of the administrator who asks for the act.")]
    public TextField Password { get; init; }

    [Required, Description(OperatorForm.ReasonRule)]
    public TextField Reason { get; init; }
}
