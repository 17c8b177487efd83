namespace OrleansRegistration.Limits;

/// <summary>One limit: <c>:Count</c> and <c>:WindowSeconds</c> below its key.</summary>
public sealed class LimitSetting
{
    /// <summary>The largest count.</summary>
    public const int MaxCount = 1_000_000;

    /// <summary>The longest window: a day.</summary>
    public const int MaxWindowSeconds = 86_400;

    /// <summary>The number of turns at once and in each window.</summary>
    public int Count { get; set; }

    /// <summary>The window, in seconds.</summary>
    public int WindowSeconds { get; set; }

    /// <summary>The setting as a message to the grain.</summary>
    public RateLimit ToLimit() => new(Count, TimeSpan.FromSeconds(WindowSeconds));
}
