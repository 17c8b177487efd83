using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using OrleansRegistration.Leases;
using OrleansRegistration.Storage;
using OrleansRegistration.Users;

namespace OrleansRegistration.Mail;

/// <inheritdoc cref="IMailGrain"/>
[GrainType("mail")]
internal sealed class MailGrain : Grain, IMailGrain
{
    // Milliseconds. The answer is out long before the least; what is asked next meets the work, of some milliseconds, seldom.
    private const int LeastDelay = 200;
    private const int MostDelay = 1200;

    private readonly GroupCommit<MailRecord> _record;
    private readonly MailQueue _queue;
    private readonly MailOptions _options;
    private readonly ServiceClock _clock;

    public MailGrain(IGrainContext context, MailQueue queue, IOptions<MailOptions> options, ServiceClock clock)
    {
        _record = new(new("mail", context), this.DeactivateOnIdle);
        _queue = queue;
        _options = options.Value;
        _clock = clock;
    }

    public async Task EnqueueAsync(UserId user, MailKind kind)
    {
        await SaveAsync(user, kind);
        _queue.Offer(new(user, kind));
    }

    public async Task EnqueueForStrangerAsync(UserId user, MailKind kind)
    {
        await SaveAsync(user, kind);
        _queue.OfferAfter(
            TimeSpan.FromMilliseconds(RandomNumberGenerator.GetInt32(LeastDelay, MostDelay)),
            new(user, kind)
        );
    }

    public async Task DoneAsync(UserId user, MailKind kind)
    {
        await _record.LoadAsync();
        if (_record.State is { } state)
        {
            await _record.SaveAsync(state.Drop(user, kind));
        }
    }

    public async Task<bool> RetryAsync(UserId user, MailKind kind, MailFailure failure)
    {
        await _record.LoadAsync();
        if (_record.State is not { } state || state.Find(user, kind) is not { } mail)
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

    public async Task<int> WakeAsync()
    {
        await _record.LoadAsync();
        await _record.DurableAsync(); // what is not stored yet is not offered either
        var waiting = _record.State?.Waiting.Values ?? [];
        foreach (var mail in waiting.Where(mail => mail.IsDue(_clock.Now)))
        {
            if (!_queue.Offer(new(mail.User, mail.Kind)))
            {
                break;
            }
        }

        return _record.State?.Waiting.Count ?? 0;
    }

    private async Task SaveAsync(UserId user, MailKind kind)
    {
        await _record.LoadAsync();
        var state = _record.State ?? new();
        await _record.SaveAsync(state.Enqueue(user, kind, _clock.Now));
    }
}
