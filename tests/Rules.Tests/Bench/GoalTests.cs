using OrleansRegistration.Bench.Compare;

namespace OrleansRegistration.Bench;

/// <summary>Which of its goals a measured value reaches.</summary>
public sealed class GoalTests
{
    [Theory]
    [InlineData(1.99, "**no**")]
    [InlineData(2, "goal")]
    [InlineData(2.5, "beyond")]
    [InlineData(double.NaN, "**no**")]
    public void Value_reaches_goals_that_it_is_not_below(double value, string verdict) =>
        Assert.Equal(verdict, new Goal("ratio", value, 2, 2.5).Verdict);

    [Theory]
    [InlineData(2.51, "**no**")]
    [InlineData(2.5, "goal")]
    [InlineData(1.8, "beyond")]
    [InlineData(double.NaN, "**no**")]
    public void Value_with_most_reaches_goals_that_it_is_not_above(double value, string verdict) =>
        Assert.Equal(verdict, Goal.AtMost("ratio", value, 2.5, 1.8).Verdict);

    [Fact]
    public void Value_without_a_goal_has_no_verdict() => Assert.Equal("", new Goal("ratio", 3).Verdict);
}
