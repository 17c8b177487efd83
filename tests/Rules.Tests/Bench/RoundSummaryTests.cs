using OrleansRegistration.Bench.Compare;

namespace OrleansRegistration.Bench;

/// <summary>The value of several rounds in a table.</summary>
public sealed class RoundSummaryTests
{
    [Fact]
    public void Median_of_three_rounds_is_the_middle_one() => Assert.Equal(new(2, 1, 9), RoundSummary.Of([9, 1, 2]));

    [Fact]
    public void Median_of_four_rounds_is_the_mean_of_the_middle_two() =>
        Assert.Equal(new(3, 1, 9), RoundSummary.Of([9, 1, 2, 4]));

    [Fact]
    public void Summary_of_no_rounds_is_not_a_number() => Assert.True(double.IsNaN(RoundSummary.Of([]).Median));
}
