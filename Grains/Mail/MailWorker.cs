using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using OrleansRegistration.Outbox;

namespace OrleansRegistration.Mail;

/// <summary>
/// Sends mails, off every grain's turn, as many at once as <see cref="MailOptions.MaxConcurrent"/>; and wakes the shards, so that tries that were
/// put off and what a crash left are sent without callers.
/// </summary>
internal sealed partial class MailWorker(
    IGrainFactory grains,
    MailQueue queue,
    MailComposer letters,
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
        await foreach (var job in queue.Reader.ReadAllAsync(stoppingToken))
        {
            try
            {
                await SendAsync(job, transport, stoppingToken);
            }
#pragma warning disable CA1031 // Whatever it is, this mail stays queued and is offered again, and the others go on.
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
#pragma warning restore CA1031
            {
                LogPutOff(job.Kind, e.GetType().Name); // its text may hold an address
            }
            finally
            {
                queue.Release(job);
            }

            if (!queue.Reader.TryPeek(out _))
            {
                await transport.RestAsync();
            }
        }
    }

    private async Task SendAsync(MailJob job, IMailTransport transport, CancellationToken stoppingToken)
    {
        var user = grains.GetUserEffects(job.User);
        var shard = grains.GetMail(job.User);
        if (await user.PrepareMailAsync(job.Kind) is not { } draft)
        {
            await shard.DoneAsync(job.User, job.Kind);
            return;
        }

        using var message = letters.Write(job.User, draft);
        var trouble = await transport.TrySendAsync(message, stoppingToken);
        if (trouble is { IsFinal: false } && await shard.RetryAsync(job.User, job.Kind, trouble.Failure))
        {
            LogTryFailed(job.Kind, trouble.Failure, trouble.Reply ?? "none");
            await user.MailTriedAsync(job.Kind, MailState.Pending, trouble.Failure);
            return;
        }

        if (trouble is not null)
        {
            LogGivenUp(job.Kind, trouble.Failure, trouble.Reply ?? "none");
        }

        // In this order: a crash in between finds the mail in the queue, and never forgets it.
        await user.MailTriedAsync(job.Kind, trouble is null ? MailState.Sent : MailState.Failed, trouble?.Failure);
        await shard.DoneAsync(job.User, job.Kind);
    }

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "A mail of kind {Kind} could not be worked on: {Exception}. It will be tried again."
    )]
    private partial void LogPutOff(MailKind kind, string exception);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "A mail of kind {Kind} was not sent: {Failure}; server's reply: {Reply}. It will be tried again."
    )]
    private partial void LogTryFailed(MailKind kind, MailFailure failure, string reply);

    [LoggerMessage(
        Level = LogLevel.Error,
        Message = "A mail of kind {Kind} was not sent and is given up: {Failure}; server's reply: {Reply}."
    )]
    private partial void LogGivenUp(MailKind kind, MailFailure failure, string reply);
}
