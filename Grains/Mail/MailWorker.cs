using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using OrleansRegistration.Outbox;

namespace OrleansRegistration.Mail;

/// <summary>
/// Sends mails outside of the grains' turns, at most <see cref="MailOptions.MaxConcurrent"/> at once. It also wakes the
/// shards, so that later tries, and mails that a crash left behind, are sent without a caller.
/// </summary>
internal sealed partial class MailWorker(
    IGrainFactory grains,
    MailQueue queue,
    MailComposer composer,
    IOptions<MailOptions> options,
    IHostApplicationLifetime host,
    TimeProvider time,
    MailMetrics metrics,
    ILogger<MailWorker> logger
) : ShardWorker(MailShards.Count, TimeSpan.FromSeconds(2), host, time, logger)
{
    // More mails than transports: the others wait for storage meanwhile.
    private const int MaxInHand = 64;

    private static readonly TimeSpan MaxDraftAge = TimeSpan.FromSeconds(5);

    private readonly ILogger _logger = logger;
    private readonly TimeProvider _time = time;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await using var transports = new MailTransports(options.Value, _time);
        await Task.WhenAll([
            base.ExecuteAsync(stoppingToken),
            .. Enumerable.Range(0, MaxInHand).Select(_ => SendAsync(transports, stoppingToken)),
        ]);
    }

    protected override Task WakeAsync(int shard) => grains.GetMail(shard).WakeAsync();

    private async Task SendAsync(MailTransports transports, CancellationToken stoppingToken)
    {
        await foreach (var mail in queue.Reader.ReadAllAsync(stoppingToken))
        {
            try
            {
                await SendAsync(mail, transports, stoppingToken);
            }
#pragma warning disable CA1031 // After any failure the mail stays queued and is offered again, and other mails go on.
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
#pragma warning restore CA1031
            {
                LogPutOff(mail.Kind, e.GetType().Name); // the exception's message may hold an address
            }
            finally
            {
                queue.Release(mail.Key);
            }
        }
    }

    private async Task SendAsync(OfferedMail mail, MailTransports transports, CancellationToken stoppingToken)
    {
        var user = grains.GetUserEffects(mail.User);
        if ((FreshDraftOf(mail) ?? await user.PrepareMailAsync(mail.Kind)) is not { } draft)
        {
            await DoneAsync(mail);
            return;
        }

        using var message = composer.Write(mail.User, draft);
        var trouble = await transports.TrySendAsync(message, () => queue.Reader.TryPeek(out _), stoppingToken);
        if (trouble is { IsFinal: false } && await TryPutOffAsync(mail, trouble.Failure))
        {
            metrics.Tried(draft, trouble.Failure, isOver: false, _time.GetUtcNow());
            LogTryFailed(mail.Kind, trouble.Failure, trouble.Reply ?? "none");
            await user.MailTriedAsync(mail.Kind, MailState.Pending, trouble.Failure, draft.Correction);
            return;
        }

        metrics.Tried(draft, trouble?.Failure, isOver: true, _time.GetUtcNow());
        if (trouble is not null)
        {
            LogGivenUp(mail.Kind, trouble.Failure, trouble.Reply ?? "none");
        }

        // Update the user first: after a crash in between the mail is still owed, so its state is not lost.
        await user.MailTriedAsync(
            mail.Kind,
            trouble is null ? MailState.Sent : MailState.Failed,
            trouble?.Failure,
            draft.Correction
        );
        await DoneAsync(mail);
    }

    // The owner may have corrected the address or ended the account since a draft was made.
    private MailDraft? FreshDraftOf(OfferedMail mail) =>
        mail.First is { Draft: var draft } && _time.GetUtcNow() - draft.AskedAt < MaxDraftAge ? draft : null;

    private Task DoneAsync(OfferedMail mail) =>
        mail.First is { } first
            ? grains.GetOutbox(mail.User).MailDoneAsync(first.Attempt)
            : grains.GetMail(mail.User).DoneAsync(mail.User, mail.Kind, mail.Request);

    /// <returns><c>false</c> after the last try.</returns>
    private async Task<bool> TryPutOffAsync(OfferedMail mail, MailFailure failure)
    {
        var shard = grains.GetMail(mail.User);
        if (mail.First is null)
        {
            return await shard.RetryAsync(mail.User, mail.Kind, failure, mail.Request);
        }

        if (options.Value.MaxTries == 1)
        {
            return false;
        }

        await shard.PutOffAsync(mail.User, mail.Kind, failure);
        await DoneAsync(mail);
        return true;
    }

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "Failed to process a mail of kind {Kind}: {Exception}; retrying."
    )]
    private partial void LogPutOff(MailKind kind, string exception);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "Failed to send a mail of kind {Kind}: {Failure}, server reply {Reply}; retrying."
    )]
    private partial void LogTryFailed(MailKind kind, MailFailure failure, string reply);

    [LoggerMessage(Level = LogLevel.Error, Message = "Gave up a mail of kind {Kind}: {Failure}, server reply {Reply}.")]
    private partial void LogGivenUp(MailKind kind, MailFailure failure, string reply);
}
