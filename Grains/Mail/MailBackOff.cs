namespace OrleansRegistration.Mail;

/// <summary>
/// Computes the wait after a failed try. It doubles each time, up to an hour. A random share shortens each wait to
/// between half and all of it, so that mails that failed together are not tried again together.
/// </summary>
internal static class MailBackOff
{
    public const int LongestSeconds = 3600;

    /// <summary>The factor by which the wait is longer when the mail may have arrived.</summary>
    public const int UnconfirmedFactor = 30;

    private const int MaxDoublings = 12; // makes more than an hour of one second

    /// <summary>Computes the wait before the next try.</summary>
    /// <param name="tries">How many tries have failed, including the last one.</param>
    /// <param name="firstSeconds">The first wait, in seconds.</param>
    /// <param name="share">A random number, 0 to 1.</param>
    /// <param name="failure">Why the last try failed.</param>
    public static TimeSpan After(int tries, int firstSeconds, double share, MailFailure failure)
    {
        var first = failure == MailFailure.Unconfirmed ? (long)firstSeconds * UnconfirmedFactor : firstSeconds;
        var whole = Math.Min(LongestSeconds, first << Math.Min(tries - 1, MaxDoublings));
        return TimeSpan.FromSeconds(whole * (1 + share) / 2);
    }
}
