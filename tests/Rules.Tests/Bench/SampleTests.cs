using CsCheck;
using OrleansRegistration.Bench.Enumeration;

namespace OrleansRegistration.Bench;

/// <summary>The statistics that decide whether time tells who has an account.</summary>
public sealed class SampleTests
{
    // Few different times, so that ties are common.
    private static readonly Gen<double[]> AnyTimes = Gen.Int[0, 9].Select(time => (double)time).Array[1, 30];

    [Theory]
    [InlineData(0.05, 15)]
    [InlineData(0.3, 20)]
    [InlineData(0.4, 20)]
    [InlineData(0.5, 35)]
    [InlineData(1, 50)]
    public void Quantile_is_the_time_at_the_nearest_rank(double part, double expected) =>
        Assert.Equal(expected, new Sample([40, 15, 50, 20, 35]).Quantile(part));

    [Fact]
    public void Share_of_longer_times_is_that_of_all_pairs_with_ties_counted_half() =>
        Gen.Select(AnyTimes, AnyTimes)
            .Sample(
                (these, others) =>
                {
                    var pairs =
                        from one in these
                        from other in others
                        select one > other ? 1
                        : one == other ? 0.5
                        : 0;
                    Assert.Equal(pairs.Average(), new Sample(these).LongerThan(new(others)).Share, 12);
                }
            );

    [Fact]
    public void Error_is_the_standard_deviation_of_the_share_over_all_ways_to_split_theAnyTimes()
    {
        int[] all = [1, 2, 3, 4, 5, 6, 7];
        var splits = Enumerable
            .Range(0, 1 << all.Length)
            .Select(bits => all.ToLookup(time => (bits >> (time - 1) & 1) == 1, time => (double)time))
            .Where(split => split[true].Count() == 3)
            .Select(split => new Sample(split[true]).LongerThan(new(split[false])))
            .ToArray();
        Assert.Equal(0.5, splits.Average(split => split.Share), 12);
        Assert.Equal(Math.Sqrt(splits.Average(split => Math.Pow(split.Share - 0.5, 2))), splits[0].Error, 12);
    }

    [Fact]
    public void Noise_of_equal_times_is_nothing() => Assert.Equal(0, new Sample(Enumerable.Repeat(2.5, 50)).Noise());

    [Fact]
    public void Noise_is_at_most_the_range_of_theAnyTimes()
    {
        var noise = new Sample(Times(100, from: 1)).Noise();
        Assert.InRange(noise, 0.01, 1);
    }

    [Fact]
    public void Side_is_not_told_from_one_with_the_sameAnyTimes() =>
        Assert.False(new Sample(Times(500, from: 1)).IsToldFrom(new(Times(500, from: 1))));

    [Fact]
    public void Side_is_told_from_one_with_shorterAnyTimes() =>
        Assert.True(new Sample(Times(500, from: 1.5)).IsToldFrom(new(Times(500, from: 1))));

    [Fact]
    public void Side_is_not_told_by_a_rare_outlier() =>
        Assert.False(new Sample(Times(500, from: 1).Append(1000)).IsToldFrom(new(Times(500, from: 1))));

    [Fact]
    public void Histogram_has_the_tallest_bar_for_the_fullest_bin_and_none_for_an_empty_one() =>
        Assert.Equal("▄ █", new Sample([0, 0.5, 2, 2.5, 2.9, 99]).Histogram(0, 3, 3));

    // Times that are spread evenly over a range of 1.
    private static IEnumerable<double> Times(int count, double from) =>
        Enumerable.Range(0, count).Select(i => from + ((double)i / count));
}
