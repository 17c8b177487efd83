using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using OrleansRegistration.Json;
using OrleansRegistration.Operators;
using OrleansRegistration.Users;

namespace OrleansRegistration.People;

/// <summary>A level that is set by hand.</summary>
internal sealed record LevelBody
{
    [Required, Range(0, 5), Description("The level, or `null` to let it follow what the account has spent again.")]
    public NumberField Level { get; init; }

    [Required, Description(OperatorForm.ReasonRule)]
    public TextField Reason { get; init; }
}

/// <summary>The level of an account.</summary>
internal sealed record LevelResponse(
    [property: Range(0, 5), Description("The account's level.")] int UserLevel,
    [property: Description("Whether the level was set by hand, so that purchases do not change it.")] bool IsByHand,
    [property: RegularExpression(MeResponse.Money), Description("The total spending.")] string UserConsumption
);
