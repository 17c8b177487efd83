using System.Security.Cryptography;

namespace OrleansRegistration.Bench.Enumeration;

/// <summary>Times of one side, in milliseconds, sorted.</summary>
internal sealed class Sample(IEnumerable<double> times)
{
    private const int Splits = 1000;
    private const double NoiseQuantile = 0.99;

    // Two-sided at one in a thousand.
    private const double Doubtless = 3.29;
    private const string Bars = " ▁▂▃▄▅▆▇█";

    /// <summary>The times.</summary>
    public double[] Times { get; } = [.. times.Order()];

    /// <summary>The arithmetic mean.</summary>
    public double Mean => Times.Average();

    /// <summary>A quantile by the nearest rank.</summary>
    public double Quantile(double part) => Quantile(Times, part);

    /// <summary>
    /// How often a time of this side is longer than one of <paramref name="other"/>, equal ones counted half (Mann and Whitney's U over the number of
    /// pairs): a half when time tells nothing. With the standard error under that assumption.
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

    /// <summary>What the medians of two random halves of this side differ by, 99 times of 100 at most.</summary>
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

    /// <summary>Whether this side can be told from <paramref name="other"/>: by the medians, beyond the noise, and by the order of all times, beyond doubt.</summary>
    public bool IsToldFrom(Sample other)
    {
        var (share, error) = LongerThan(other);
        return Math.Abs(share - 0.5) > Doubtless * error && Math.Abs(Quantile(0.5) - other.Quantile(0.5)) > Noise();
    }

    /// <summary>The times in bins between two bounds, as bars.</summary>
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
