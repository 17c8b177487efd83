using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using Orleans.Storage;
using OrleansRegistration.Leases;
using OrleansRegistration.Storage;
using OrleansRegistration.Users;

namespace OrleansRegistration.Mail;

/// <inheritdoc cref="IMailGrain"/>
[GrainType(GrainTypes.Mail)]
internal sealed class MailGrain : Grain, IMailGrain
{
    // Milliseconds. The caller has its answer long before the shortest delay is over. The work takes some milliseconds,
    // so the caller's next request seldom meets it.
    private const int MinDelay = 200;
    private const int MaxDelay = 1200;

    private readonly MailShard _shard;
    private readonly MailQueue _queue;
    private readonly MailOptions _options;
    private readonly ServiceClock _clock;
    private readonly MailMetrics _metrics;
    private readonly string _key;

    public MailGrain(
        IGrainContext context,
        MailQueue queue,
        IOptions<MailOptions> options,
        ServiceClock clock,
        MailMetrics metrics
    )
    {
        _metrics = metrics;
        _key = context.GrainId.Key.ToString()!;
        var shard = GrainKeys.ParseMail(_key);
        _shard = new(segment =>
            new(new(GrainTypes.Mail, context, GrainKeys.ForMail(shard, segment)), this.DeactivateOnIdle)
        );
        _queue = queue;
        _options = options.Value;
        _clock = clock;
    }

    public async Task EnqueueAsync(UserId user, MailKind kind) =>
        _queue.Offer(await SaveAsync(new(user, kind), (record, mail) => record.Enqueue(mail, _clock.Now)));

    public async Task RequeueAsync(UserId user, MailKind kind) =>
        _queue.Offer(await SaveAsync(new(user, kind), (record, mail) => record.Requeue(mail, _clock.Now)));

    public async Task EnqueueForStrangerAsync(UserId user, MailKind kind)
    {
        var mail = await SaveAsync(new(user, kind), (record, mail) => record.Enqueue(mail, _clock.Now));
        _queue.OfferAfter(TimeSpan.FromMilliseconds(RandomNumberGenerator.GetInt32(MinDelay, MaxDelay)), mail);
    }

    public async Task DoneAsync(UserId user, MailKind kind, Guid? request = null)
    {
        await _shard.LoadAsync();
        if (_shard.Find(new(user, kind)) is { } mail && mail.Request == request)
        {
            // No write of its own: the user's record says that a mail that a crash brings back was sent.
            _shard.Change(mail.Key, record => record.Remove(mail.Key));
        }
    }

    public async Task RemoveAsync(UserId user, MailKind kind)
    {
        await _shard.LoadAsync();
        if (_shard.Find(new(user, kind)) is { } mail)
        {
            await _shard.Change(mail.Key, record => record.Remove(mail.Key)).FlushAsync();
        }
    }

    public async Task<bool> RetryAsync(UserId user, MailKind kind, MailFailure failure, Guid? request = null)
    {
        await _shard.LoadAsync();
        if (_shard.Find(new(user, kind)) is not { } mail || mail.Request != request)
        {
            return true;
        }

        var tries = mail.Tries + 1;
        if (tries >= _options.MaxTries)
        {
            return false;
        }

        // No write of its own: the try of a mail that a crash brings back is repeated.
        _shard.Change(mail.Key, record => record.PutOff(mail, NextTry(tries, failure)));
        return true;
    }

    public Task PutOffAsync(UserId user, MailKind kind, MailFailure failure)
    {
        var due = NextTry(tries: 1, failure);
        return SaveAsync(new(user, kind), (record, mail) => record.EnqueuePutOff(mail, due));
    }

    public async Task<int> WakeAsync()
    {
        await _shard.LoadAsync();
        await _shard.FlushAsync();
        foreach (var mail in _shard.Due(_clock.Now))
        {
            if (!_queue.Offer(mail))
            {
                break;
            }
        }

        if (_metrics.IsRead)
        {
            _metrics.Tell(_key, _shard.Count, _shard.Due(_clock.Now).Min(mail => (DateTimeOffset?)mail.Due));
        }

        return _shard.Count;
    }

    /// <inheritdoc/>
    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        try
        {
            await _shard.FlushAsync();
        }
        catch (Exception e) when (e is InconsistentStateException or StorageUnavailableException)
        {
            // The next activation finds out.
        }
    }

    private DateTimeOffset NextTry(int tries, MailFailure failure)
    {
        var share = RandomNumberGenerator.GetInt32(1000) / 1000d;
        return _clock.Now + MailBackOff.After(tries, _options.RetrySeconds, share, failure);
    }

    private async Task<WaitingMail> SaveAsync(MailKey key, Func<MailRecord, MailKey, MailRecord> queue)
    {
        await _shard.LoadAsync();
        var segment = _shard.Change(key, record => queue(record, key));
        var mail = _shard.Find(key)!;
        await segment.FlushAsync();
        return mail;
    }
}
