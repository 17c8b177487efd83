namespace OrleansRegistration.Statistics;

/// <summary>From when, until before when, and in which steps.</summary>
[GenerateSerializer, Immutable, Alias("statistics-range")]
public sealed record StatisticsRange(
    [property: Id(0)] DateTimeOffset From,
    [property: Id(1)] DateTimeOffset To,
    [property: Id(2)] StatisticsStep Step
)
{
    /// <summary>The most steps of a range.</summary>
    public const int MaxSteps = 1500;

    /// <summary>The length of a step.</summary>
    public TimeSpan StepLength => Step is StatisticsStep.Day ? TimeSpan.FromDays(1) : TimeSpan.FromHours(1);
}

/// <summary>The length of a step.</summary>
[GenerateSerializer, Alias("statistics-step")]
public enum StatisticsStep
{
    /// <summary>An hour.</summary>
    Hour,

    /// <summary>A day, UTC.</summary>
    Day,
}
