using System.Collections.Concurrent;
using System.Threading.Channels;
using OrleansRegistration.Users;

namespace OrleansRegistration.Mail;

/// <summary>A mail to be sent now.</summary>
internal sealed record MailJob(UserId User, MailKind Kind);

/// <summary>
/// Mails on their way from the grains of this silo to its workers. Holds no mail twice, and loses what is offered past its bound: the grains
/// offer that again. Thread-safe; one per silo.
/// </summary>
internal sealed class MailQueue
{
    private const int Bound = 1024;

    private readonly Channel<MailJob> _jobs = Channel.CreateBounded<MailJob>(Bound);
    private readonly ConcurrentDictionary<MailJob, bool> _known = [];

    public ChannelReader<MailJob> Reader => _jobs.Reader;

    /// <returns><c>false</c> when it is full.</returns>
    public bool Offer(MailJob job) => !_known.TryAdd(job, true) || TryWrite(job);

    /// <summary>The same after a while. Until then it is no other's to offer.</summary>
    public void OfferAfter(TimeSpan delay, MailJob job)
    {
        if (_known.TryAdd(job, true))
        {
            Task.Delay(delay).ContinueWith(_ => TryWrite(job), TaskScheduler.Default);
        }
    }

    /// <summary>The job was worked on; the same mail may be offered again.</summary>
    public void Release(MailJob job) => _known.TryRemove(job, out _);

    private bool TryWrite(MailJob job)
    {
        if (_jobs.Writer.TryWrite(job))
        {
            return true;
        }

        Release(job);
        return false;
    }
}
