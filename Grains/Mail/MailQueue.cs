using System.Collections.Concurrent;
using System.Threading.Channels;
using OrleansRegistration.Users;

namespace OrleansRegistration.Mail;

/// <summary>
/// Carries mails from the grains of this silo to its workers. It holds a mail at most once, with the request that was
/// offered first. It drops what is offered while it is full: the grains offer those mails again. Thread-safe; one per
/// silo.
/// </summary>
internal sealed class MailQueue
{
    private const int Bound = 1024;

    // The outbox keeps these mails until they are sent, and writes all messages of a shard at each change.
    private const int MaxFirstTries = 256;

    private readonly Channel<OfferedMail> _mails = Channel.CreateBounded<OfferedMail>(Bound);
    private readonly ConcurrentDictionary<MailKey, bool> _known = [];

    public ChannelReader<OfferedMail> Reader => _mails.Reader;

    /// <summary>Adds a queued mail, unless it is in the queue already.</summary>
    /// <returns><c>false</c> when the queue is full.</returns>
    public bool Offer(WaitingMail mail) => !_known.TryAdd(mail.Key, true) || TryWrite(OfferOf(mail));

    /// <summary>Adds the first try of a mail that is not queued.</summary>
    /// <returns>
    /// <c>false</c> when the mail is in the queue already, or too many mails are. The mail must be queued then.
    /// </returns>
    public bool OfferFirst(UserId user, MailDraft draft, Guid attempt)
    {
        var mail = new OfferedMail(user, draft.Kind, Request: null, new(draft, attempt));
        return _mails.Reader.Count < MaxFirstTries && _known.TryAdd(mail.Key, true) && TryWrite(mail);
    }

    /// <summary>
    /// Like <see cref="Offer"/>, after a delay. Other offers of the same mail are ignored until then.
    /// </summary>
    public void OfferAfter(TimeSpan delay, WaitingMail mail)
    {
        if (_known.TryAdd(mail.Key, true))
        {
            Task.Delay(delay).ContinueWith(_ => TryWrite(OfferOf(mail)), TaskScheduler.Default);
        }
    }

    /// <summary>Says that a worker has finished with the mail, so that it may be offered again.</summary>
    public void Release(MailKey mail) => _known.TryRemove(mail, out _);

    private static OfferedMail OfferOf(WaitingMail mail) => new(mail.User, mail.Kind, mail.Request);

    private bool TryWrite(OfferedMail mail)
    {
        if (_mails.Writer.TryWrite(mail))
        {
            return true;
        }

        Release(mail.Key);
        return false;
    }
}
