using System.Security.Cryptography;
using Microsoft.Extensions.Options;
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

    private readonly GroupCommit<MailRecord> _record;
    private readonly MailQueue _queue;
    private readonly MailOptions _options;
    private readonly ServiceClock _clock;

    public MailGrain(IGrainContext context, MailQueue queue, IOptions<MailOptions> options, ServiceClock clock)
    {
        _record = new(new(GrainTypes.Mail, context), this.DeactivateOnIdle);
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
        await _record.LoadAsync();
        if (_record.State?.Find(new(user, kind)) is { } mail && mail.Request == request)
        {
            await _record.SaveAsync(_record.State.Remove(mail.Key));
        }
    }

    public async Task RemoveAsync(UserId user, MailKind kind)
    {
        await _record.LoadAsync();
        if (_record.State is { } state)
        {
            await _record.SaveAsync(state.Remove(new(user, kind)));
        }
    }

    public async Task<bool> RetryAsync(UserId user, MailKind kind, MailFailure failure, Guid? request = null)
    {
        await _record.LoadAsync();
        if (_record.State is not { } state || state.Find(new(user, kind)) is not { } mail || mail.Request != request)
        {
            return true;
        }

        var tries = mail.Tries + 1;
        if (tries >= _options.MaxTries)
        {
            return false;
        }

        var share = RandomNumberGenerator.GetInt32(1000) / 1000d;
        await _record.SaveAsync(
            state.PutOff(mail, _clock.Now + MailBackOff.After(tries, _options.RetrySeconds, share, failure))
        );
        return true;
    }

    public Task PutOffAsync(UserId user, MailKind kind, MailFailure failure) =>
        SaveAsync(
            new(user, kind),
            (record, mail) =>
                record.PutOff(
                    new(mail.User, mail.Kind, 0, _clock.Now),
                    _clock.Now
                        + MailBackOff.After(
                            1,
                            _options.RetrySeconds,
                            RandomNumberGenerator.GetInt32(1000) / 1000d,
                            failure
                        )
                )
        );

    public async Task<int> WakeAsync()
    {
        await _record.LoadAsync();
        await _record.DurableAsync(); // a mail is offered only once it is stored
        var waiting = _record.State?.Waiting.Values ?? [];
        foreach (var mail in waiting.Where(mail => mail.IsDue(_clock.Now)))
        {
            if (!_queue.Offer(mail))
            {
                break;
            }
        }

        return _record.State?.Waiting.Count ?? 0;
    }

    private async Task<WaitingMail> SaveAsync(MailKey mail, Func<MailRecord, MailKey, MailRecord> queue)
    {
        await _record.LoadAsync();
        var next = queue(_record.State ?? new(), mail);
        await _record.SaveAsync(next);
        return next.Find(mail)!;
    }
}
