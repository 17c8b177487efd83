namespace OrleansRegistration.Mail;

/// <summary>
/// How long after a failed try the next one comes: doubled each time, up to an hour, and each wait anywhere between its half and its whole, so
/// that what failed together is not tried again together.
/// </summary>
internal static class MailBackOff
{
    public const int LongestSeconds = 3600;

    /// <summary>How many times as long the wait is when the mail may have arrived.</summary>
    public const int UnconfirmedFactor = 30;

    private const int MostDoublings = 12; // more than an hour from one second

    /// <summary>The wait.</summary>
    /// <param name="tries">How many tries have failed, this one included.</param>
    /// <param name="firstSeconds">The first wait, in seconds.</param>
    /// <param name="share">The draw, 0 to 1.</param>
    /// <param name="failure">Why the last try failed.</param>
    public static TimeSpan After(int tries, int firstSeconds, double share, MailFailure failure)
    {
        var first = failure == MailFailure.Unconfirmed ? (long)firstSeconds * UnconfirmedFactor : firstSeconds;
        var whole = Math.Min(LongestSeconds, first << Math.Min(tries - 1, MostDoublings));
        return TimeSpan.FromSeconds(whole * (1 + share) / 2);
    }
}
