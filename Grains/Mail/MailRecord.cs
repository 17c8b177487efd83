using System.Collections.Immutable;

namespace OrleansRegistration.Mail;

/// <summary>The record of a segment (<see cref="MailShard"/>): queued mails by <see cref="MailKey"/>.</summary>
internal sealed record MailRecord
{
    /// <summary>A segment without mails.</summary>
    public static readonly MailRecord Empty = new();

    public ImmutableDictionary<string, WaitingMail> Waiting
    {
        get;
        init => field = value ?? field;
    } = ImmutableDictionary<string, WaitingMail>.Empty;

    /// <summary>The mail; <c>null</c> when it is not queued.</summary>
    public WaitingMail? Find(MailKey key) => Waiting.GetValueOrDefault(key.ToString());

    /// <summary>Queues a mail, due now. A mail that is queued already keeps its number of tries.</summary>
    public MailRecord Enqueue(MailKey key, DateTimeOffset now)
    {
        var waiting = Find(key);
        return waiting?.Due <= now ? this : Set(new(key.User, key.Kind, waiting?.Tries ?? 0, now, waiting?.Request));
    }

    /// <summary>Queues a mail as a new request, due now and without tries.</summary>
    public MailRecord Requeue(MailKey key, DateTimeOffset now) =>
        Set(new(key.User, key.Kind, Tries: 0, now, Guid.NewGuid()));

    /// <summary>Removes a mail. Changes nothing when the mail is not queued.</summary>
    public MailRecord Remove(MailKey key) =>
        Find(key) is null ? this : this with { Waiting = Waiting.Remove(key.ToString()) };

    /// <summary>
    /// Queues a mail whose first try has failed; the next one is due at <paramref name="due"/>. Changes nothing when
    /// the mail is queued already.
    /// </summary>
    public MailRecord EnqueuePutOff(MailKey key, DateTimeOffset due) =>
        Find(key) is null ? Set(new(key.User, key.Kind, Tries: 1, due)) : this;

    /// <summary>Counts a failed try; the next one is due at <paramref name="due"/>.</summary>
    public MailRecord PutOff(WaitingMail mail, DateTimeOffset due) =>
        Set(mail with { Tries = mail.Tries + 1, Due = due });

    private MailRecord Set(WaitingMail mail) => this with { Waiting = Waiting.SetItem(mail.Key.ToString(), mail) };
}
