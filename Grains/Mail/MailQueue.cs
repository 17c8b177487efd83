using System.Collections.Concurrent;
using System.Threading.Channels;

namespace OrleansRegistration.Mail;

/// <summary>
/// Carries mails from the grains of this silo to its workers. It holds a mail at most once, with the request that was
/// offered first. It drops what is offered while it is full: the grains offer those mails again. Thread-safe; one per
/// silo.
/// </summary>
internal sealed class MailQueue
{
    private const int Bound = 1024;

    private readonly Channel<WaitingMail> _mails = Channel.CreateBounded<WaitingMail>(Bound);
    private readonly ConcurrentDictionary<MailKey, bool> _known = [];

    public ChannelReader<WaitingMail> Reader => _mails.Reader;

    /// <summary>Adds a mail, unless it is in the queue already.</summary>
    /// <returns><c>false</c> when the queue is full.</returns>
    public bool Offer(WaitingMail mail) => !_known.TryAdd(mail.Key, true) || TryWrite(mail);

    /// <summary>
    /// Like <see cref="Offer"/>, after a delay. Other offers of the same mail are ignored until then.
    /// </summary>
    public void OfferAfter(TimeSpan delay, WaitingMail mail)
    {
        if (_known.TryAdd(mail.Key, true))
        {
            Task.Delay(delay).ContinueWith(_ => TryWrite(mail), TaskScheduler.Default);
        }
    }

    /// <summary>Says that a worker has finished with the mail, so that it may be offered again.</summary>
    public void Release(WaitingMail mail) => _known.TryRemove(mail.Key, out _);

    private bool TryWrite(WaitingMail mail)
    {
        if (_mails.Writer.TryWrite(mail))
        {
            return true;
        }

        Release(mail);
        return false;
    }
}
