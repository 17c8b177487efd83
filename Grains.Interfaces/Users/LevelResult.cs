namespace OrleansRegistration.Users;

/// <summary>The result of a change of an account's level.</summary>
/// <param name="Level">The level now.</param>
/// <param name="IsByHand">Whether an operator has set the level, so that purchases do not change it.</param>
/// <param name="Consumption">The account's consumption now.</param>
[GenerateSerializer, Immutable, Alias("level-result")]
public sealed record LevelResult(
    [property: Id(0)] ChangeOutcome Outcome,
    [property: Id(1)] int Level = 0,
    [property: Id(2)] bool IsByHand = false,
    [property: Id(3)] decimal Consumption = 0
);
