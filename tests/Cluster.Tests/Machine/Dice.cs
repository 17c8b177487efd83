namespace OrleansRegistration.Tests;

/// <summary>Random numbers that a seed decides (SplitMix64). It may be used by several threads.</summary>
internal sealed class Dice(ulong seed)
{
    private const ulong Step = 0x9E37_79B9_7F4A_7C15;

    private ulong _state = seed;

    /// <summary>A number from 0 to <paramref name="end"/> - 1.</summary>
    public int Next(int end) => (int)(Next() % (ulong)end);

    /// <summary>One of the items.</summary>
    public T Of<T>(IReadOnlyList<T> items) => items[Next(items.Count)];

    /// <summary>Whether something happens that happens so many times in a hundred.</summary>
    public bool Percent(int chance) => Next(100) < chance;

    /// <summary>One of the items, each as often as its weight says.</summary>
    public T Weighted<T>(IReadOnlyList<(T Item, int Weight)> items)
    {
        var left = Next(items.Sum(item => item.Weight));
        foreach (var (item, weight) in items)
        {
            left -= weight;
            if (left < 0)
            {
                return item;
            }
        }

        throw new InvalidOperationException("No weight is above zero.");
    }

    /// <summary>The items in another order.</summary>
    public IReadOnlyList<T> Shuffle<T>(IEnumerable<T> items) => [.. items.OrderBy(_ => Next())];

    /// <summary>Dice of their own for one of several users of these.</summary>
    public Dice Split() => new(Next());

    private ulong Next()
    {
        var mixed = Interlocked.Add(ref _state, Step);
        mixed = (mixed ^ (mixed >> 30)) * 0xBF58_476D_1CE4_E5B9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D0_49BB_1331_11EB;
        return mixed ^ (mixed >> 31);
    }
}
