using System.Security.Cryptography;

namespace OrleansRegistration.Bench.Enumeration;

/// <summary>The times of one side, in milliseconds.</summary>
internal sealed class Sample(IEnumerable<double> times)
{
    private const int Splits = 1000;
    private const double NoiseQuantile = 0.99;

    // The standard errors of a two-sided test at one in a thousand.
    private const double StandardErrors = 3.29;
    private const string Bars = " ▁▂▃▄▅▆▇█";

    /// <summary>The times, sorted.</summary>
    public double[] Times { get; } = [.. times.Order()];

    /// <summary>The arithmetic mean.</summary>
    public double Mean => Times.Average();

    /// <summary>A quantile by the nearest rank.</summary>
    public double Quantile(double part) => Quantile(Times, part);

    /// <summary>
    /// The share of pairs in which a time of this side is longer than a time of <paramref name="other"/>; equal times
    /// count half. This is Mann and Whitney's U divided by the number of pairs. The share is 0.5 when time tells
    /// nothing; the error is the standard error in that case.
    /// </summary>
    public (double Share, double Error) LongerThan(Sample other)
    {
        double pairs = (double)Times.Length * other.Times.Length,
            wins = 0;
        int below = 0,
            upTo = 0;
        foreach (var time in Times)
        {
            while (below < other.Times.Length && other.Times[below] < time)
            {
                below++;
            }

            upTo = Math.Max(upTo, below);
            while (upTo < other.Times.Length && other.Times[upTo] <= time)
            {
                upTo++;
            }

            wins += (below + upTo) / 2d;
        }

        return (wins / pairs, Math.Sqrt((Times.Length + other.Times.Length + 1) / (12 * pairs)));
    }

    /// <summary>The difference that the medians of two random halves of this side stay below 99 times of 100.</summary>
    public double Noise()
    {
        var shuffled = Times.ToArray();
        var half = shuffled.Length / 2;
        return Quantile(
            [
                .. Enumerable
                    .Range(0, Splits)
                    .Select(_ =>
                    {
                        RandomNumberGenerator.Shuffle(shuffled.AsSpan());
                        return Math.Abs(
                            Quantile([.. shuffled[..half].Order()], 0.5) - Quantile([.. shuffled[half..].Order()], 0.5)
                        );
                    })
                    .Order(),
            ],
            NoiseQuantile
        );
    }

    /// <summary>
    /// Whether time tells this side from <paramref name="other"/>: their medians differ by more than the noise, and the
    /// order of all times differs at one in a thousand.
    /// </summary>
    public bool IsToldFrom(Sample other)
    {
        var (share, error) = LongerThan(other);
        return Math.Abs(share - 0.5) > StandardErrors * error
            && Math.Abs(Quantile(0.5) - other.Quantile(0.5)) > Noise();
    }

    /// <summary>A histogram of the times between two bounds, as a line of bars.</summary>
    public string Histogram(double from, double to, int bins)
    {
        var counts = new int[bins];
        foreach (var time in Times)
        {
            counts[Math.Clamp((int)((time - from) / (to - from) * bins), 0, bins - 1)]++;
        }

        return string.Concat(
            counts.Select(count => Bars[(int)Math.Ceiling((double)count / counts.Max() * (Bars.Length - 1))])
        );
    }

    private static double Quantile(double[] sorted, double part) =>
        sorted[Math.Clamp((int)Math.Ceiling(part * sorted.Length) - 1, 0, sorted.Length - 1)];
}
