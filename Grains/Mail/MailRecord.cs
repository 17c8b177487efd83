using System.Collections.Immutable;
using OrleansRegistration.Users;

namespace OrleansRegistration.Mail;

/// <summary>A mail that waits.</summary>
/// <param name="Tries">How many tries failed.</param>
/// <param name="Due">When the next one comes.</param>
internal sealed record WaitingMail(UserId User, MailKind Kind, int Tries, DateTimeOffset Due)
{
    /// <summary>Whether the next try is due; also when it is further away than any wait, because a clock was ahead.</summary>
    public bool IsDue(DateTimeOffset now) =>
        Clocks.IsOver(Due, Tries == 0 ? TimeSpan.Zero : TimeSpan.FromSeconds(MailBackOff.LongestSeconds), now);
}

/// <summary>The record of a shard: mails by kind and user, so that one of a kind waits at most once.</summary>
internal sealed record MailRecord
{
    public ImmutableDictionary<string, WaitingMail> Waiting
    {
        get;
        init => field = value ?? field;
    } = ImmutableDictionary<string, WaitingMail>.Empty;

    public static string KeyOf(UserId user, MailKind kind) => $"{kind}/{user}";

    /// <summary>The mail, if it waits.</summary>
    public WaitingMail? Find(UserId user, MailKind kind) => Waiting.GetValueOrDefault(KeyOf(user, kind));

    /// <summary>Queues a mail, due now. Of one that waits already the number of tries is kept.</summary>
    public MailRecord Enqueue(UserId user, MailKind kind, DateTimeOffset now) =>
        Find(user, kind) is { } waiting && waiting.Due <= now
            ? this
            : this with
            {
                Waiting = Waiting.SetItem(KeyOf(user, kind), new(user, kind, Find(user, kind)?.Tries ?? 0, now)),
            };

    /// <summary>Takes a mail out; changes nothing when it does not wait.</summary>
    public MailRecord Drop(UserId user, MailKind kind) =>
        Find(user, kind) is null ? this : this with { Waiting = Waiting.Remove(KeyOf(user, kind)) };

    /// <summary>Counts a failed try.</summary>
    public MailRecord PutOff(WaitingMail mail, DateTimeOffset due) =>
        this with
        {
            Waiting = Waiting.SetItem(KeyOf(mail.User, mail.Kind), mail with { Tries = mail.Tries + 1, Due = due }),
        };
}

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
