using OrleansRegistration.Limits;

namespace OrleansRegistration.Tests;

public sealed class ArrivalRateTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 24, 20, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(1, 60)]
    [InlineData(7, 60)]
    [InlineData(600, 60)]
    [InlineData(999_983, 1)]
    public void Whole_count_is_there_at_once_and_not_one_more(int count, int seconds)
    {
        var (rate, limit) = (default(ArrivalRate), new RateLimit(count, TimeSpan.FromSeconds(seconds)));
        for (var i = 0; i < count; i++)
        {
            (rate, var wait) = rate.Take(limit, Start);
            Assert.Equal(TimeSpan.Zero, wait);
        }

        Assert.True(rate.Take(limit, Start).Wait > TimeSpan.Zero);
    }

    [Fact]
    public void Turn_is_there_after_the_wait_that_was_said_and_no_earlier_and_asking_costs_none()
    {
        var (rate, limit) = (default(ArrivalRate), new RateLimit(4, TimeSpan.FromSeconds(60)));
        for (var i = 0; i < 4; i++)
        {
            rate = rate.Take(limit, Start).Next;
        }

        for (var i = 0; i < 10; i++)
        {
            (rate, var wait) = rate.Take(limit, Start);
            Assert.Equal(TimeSpan.FromSeconds(15), wait);
        }

        Assert.Equal(TimeSpan.FromTicks(1), rate.Take(limit, Start.AddSeconds(15).AddTicks(-1)).Wait);
        Assert.Equal(TimeSpan.Zero, rate.Take(limit, Start.AddSeconds(15)).Wait);
    }
}
