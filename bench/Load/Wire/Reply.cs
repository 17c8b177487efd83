namespace OrleansRegistration.Bench.Wire;

/// <summary>Statuses of replies, with two of our own.</summary>
internal static class Reply
{
    /// <summary>The connection failed.</summary>
    public const int Broken = 0;

    /// <summary>No reply came before the end of the run.</summary>
    public const int Unanswered = 1;

    /// <summary>The highest status, plus one.</summary>
    public const int Limit = 600;

    /// <summary>An acceptance: 2xx.</summary>
    public static bool IsAccepted(int status) => status is >= 200 and < 300;

    /// <summary>An orderly refusal: 4xx or 503.</summary>
    public static bool IsRefused(int status) => status is (>= 400 and < 500) or 503;

    /// <summary>Whether the reply leaves open if the request was carried out.</summary>
    public static bool IsUnknown(int status) => status is Broken or Unanswered or 503;

    /// <summary>The status as text.</summary>
    public static string Name(int status) =>
        status switch
        {
            Broken => "broken",
            Unanswered => "unanswered",
            _ => status.ToString(System.Globalization.CultureInfo.InvariantCulture),
        };
}
