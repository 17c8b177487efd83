namespace OrleansRegistration.Bench.Compare;

/// <summary>How many requests each part of a comparison sends.</summary>
/// <param name="divisor">1, or more for a shorter comparison that says less.</param>
internal sealed class Sizes(int divisor)
{
    /// <summary>Open loop: requests a second.</summary>
    public const int OpenRate = 300;

    // Below these a run is all start-up.
    private const int Fewest = 40;
    private const int FewestWarm = 16;

    /// <summary>Sign-ups before the first run, for the JIT and the database's plans: .NET gets faster for its first 20,000.</summary>
    public int Warm(bool slow) => Of(slow ? 600 : 20_000);

    public int Spread(bool slow) => Of(slow ? 600 : 10_000);

    public int Hot(bool slow) => Of(slow ? 600 : 6_000);

    /// <summary>Names raced, each by eight clients.</summary>
    public int RacedNames(bool slow) => Of(slow ? 60 : 600);

    public int LogIns => Of(8_000);

    /// <summary>Open loop, at <see cref="OpenRate"/>.</summary>
    public int Open => Of(6_000);

    /// <summary>With the services' own password hashes.</summary>
    public int DefaultHash(bool rival) => Of(rival ? 200 : 600);

    /// <summary>Before these, and between runs.</summary>
    public int DefaultHashWarm => Math.Max(FewestWarm, 64 / divisor);

    /// <summary>Accounts after which memory is looked at.</summary>
    public int Memory => Of(100_000);

    /// <summary>How long a flood lasts, in seconds.</summary>
    public int OverloadSeconds => divisor == 1 ? 20 : 8;

    /// <summary>To find the peak rate before it.</summary>
    public int Peak(bool cheap) => Of(cheap ? 8_000 : 600);

    /// <summary>Of each hash function, and of each of the database's floors.</summary>
    public int FloorSeconds => divisor == 1 ? 3 : 1;

    /// <summary>Accounts whose codes are used.</summary>
    public int Inviters(bool cheap) => Math.Max(FewestWarm, (cheap ? 1_000 : 100) / divisor);

    /// <summary>Requests of the same kind just before a run.</summary>
    public static int WarmBefore(int count) => Math.Max(FewestWarm, count / 10);

    private int Of(int count) => Math.Max(Fewest, count / divisor);
}
