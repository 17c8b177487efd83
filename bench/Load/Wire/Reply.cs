namespace OrleansRegistration.Bench.Wire;

/// <summary>Statuses beside those of HTTP.</summary>
internal static class Reply
{
    /// <summary>The connection failed.</summary>
    public const int Broken = 0;

    /// <summary>No reply before the run's end.</summary>
    public const int Unanswered = 1;

    /// <summary>One past the highest status.</summary>
    public const int Limit = 600;

    /// <summary>2xx.</summary>
    public static bool IsAccepted(int status) => status is >= 200 and < 300;

    /// <summary>A refusal in order: 4xx, or 503.</summary>
    public static bool IsRefused(int status) => status is (>= 400 and < 500) or 503;

    /// <summary>No way to know from the reply whether it was done.</summary>
    public static bool IsUnknown(int status) => status is Broken or Unanswered or 503;

    /// <summary>How a status is written.</summary>
    public static string Name(int status) =>
        status switch
        {
            Broken => "broken",
            Unanswered => "unanswered",
            _ => status.ToString(System.Globalization.CultureInfo.InvariantCulture),
        };
}
