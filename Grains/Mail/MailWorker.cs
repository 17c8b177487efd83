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
    ILogger<MailWorker> logger
) : ShardWorker(MailShards.Count, TimeSpan.FromSeconds(2), host, time, logger)
{
    private readonly ILogger _logger = logger;
    private readonly TimeProvider _time = time;

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll([
            base.ExecuteAsync(stoppingToken),
            .. Enumerable.Range(0, options.Value.MaxConcurrent).Select(_ => SendAsync(stoppingToken)),
        ]);

    protected override Task WakeAsync(int shard) => grains.GetMail(shard).WakeAsync();

    private async Task SendAsync(CancellationToken stoppingToken)
    {
        await using IMailTransport transport =
            options.Value.Mode == MailMode.Smtp
                ? new SmtpTransport(options.Value, _time)
                : new FolderTransport(options.Value, _time);
        await foreach (var mail in queue.Reader.ReadAllAsync(stoppingToken))
        {
            try
            {
                await SendAsync(mail, transport, stoppingToken);
            }
#pragma warning disable CA1031 // After any failure the mail stays queued and is offered again, and other mails go on.
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
#pragma warning restore CA1031
            {
                LogPutOff(mail.Kind, e.GetType().Name); // the exception's message may hold an address
            }
            finally
            {
                queue.Release(mail);
            }

            if (!queue.Reader.TryPeek(out _))
            {
                await transport.RestAsync();
            }
        }
    }

    private async Task SendAsync(WaitingMail mail, IMailTransport transport, CancellationToken stoppingToken)
    {
        var user = grains.GetUserEffects(mail.User);
        var shard = grains.GetMail(mail.User);
        if (await user.PrepareMailAsync(mail.Kind) is not { } draft)
        {
            await shard.DoneAsync(mail.User, mail.Kind, mail.Request);
            return;
        }

        using var message = composer.Write(mail.User, draft);
        var trouble = await transport.TrySendAsync(message, stoppingToken);
        if (
            trouble is { IsFinal: false }
            && await shard.RetryAsync(mail.User, mail.Kind, trouble.Failure, mail.Request)
        )
        {
            LogTryFailed(mail.Kind, trouble.Failure, trouble.Reply ?? "none");
            await user.MailTriedAsync(mail.Kind, MailState.Pending, trouble.Failure, draft.Correction);
            return;
        }

        if (trouble is not null)
        {
            LogGivenUp(mail.Kind, trouble.Failure, trouble.Reply ?? "none");
        }

        // Update the user first: after a crash in between the mail is still queued, so its state is not lost.
        await user.MailTriedAsync(
            mail.Kind,
            trouble is null ? MailState.Sent : MailState.Failed,
            trouble?.Failure,
            draft.Correction
        );
        await shard.DoneAsync(mail.User, mail.Kind, mail.Request);
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
