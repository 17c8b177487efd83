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

    private readonly GroupCommit<MailRecord> record;
    private readonly MailQueue queue;
    private readonly MailOptions options;
    private readonly LeaseClock clock;

    public MailGrain(IGrainContext context, MailQueue queue, IOptions<MailOptions> options, LeaseClock clock)
    {
        record = new(new("mail", context), this.DeactivateOnIdle);
        this.queue = queue;
        this.options = options.Value;
        this.clock = clock;
    }

    public async Task EnqueueAsync(UserId user, MailKind kind)
    {
        await SaveAsync(user, kind);
        queue.Offer(new(user, kind));
    }

    public async Task EnqueueForStrangerAsync(UserId user, MailKind kind)
    {
        await SaveAsync(user, kind);
        queue.OfferAfter(
            TimeSpan.FromMilliseconds(RandomNumberGenerator.GetInt32(LeastDelay, MostDelay)),
            new(user, kind)
        );
    }

    public async Task DoneAsync(UserId user, MailKind kind)
    {
        await record.LoadAsync();
        if (record.State is { } state)
        {
            await record.SaveAsync(state.Drop(user, kind));
        }
    }

    public async Task<bool> RetryAsync(UserId user, MailKind kind, MailFailure failure)
    {
        await record.LoadAsync();
        if (record.State is not { } state || state.Find(user, kind) is not { } mail)
        {
            return true;
        }

        var tries = mail.Tries + 1;
        if (tries >= options.MaxTries)
        {
            return false;
        }

        var share = RandomNumberGenerator.GetInt32(1000) / 1000d;
        await record.SaveAsync(
            state.PutOff(mail, clock.Now + MailBackOff.After(tries, options.RetrySeconds, share, failure))
        );
        return true;
    }

    public async Task<int> WakeAsync()
    {
        await record.LoadAsync();
        await record.DurableAsync(); // what is not stored yet is not offered either
        var waiting = record.State?.Waiting.Values ?? [];
        foreach (var mail in waiting.Where(mail => mail.IsDue(clock.Now)))
        {
            if (!queue.Offer(new(mail.User, mail.Kind)))
            {
                break;
            }
        }

        return record.State?.Waiting.Count ?? 0;
    }

    private async Task SaveAsync(UserId user, MailKind kind)
    {
        await record.LoadAsync();
        var state = record.State ?? new();
        await record.SaveAsync(state.Enqueue(user, kind, clock.Now));
    }
}
