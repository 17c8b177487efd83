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
