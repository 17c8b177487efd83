using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using OrleansRegistration.Outbox;
using OrleansRegistration.Storage;

namespace OrleansRegistration.Mail;

/// <summary>
/// Sends mails, off every grain's turn, as many at once as <see cref="MailOptions.MaxConcurrent"/>; and wakes every shard when the silo has
/// started and every few seconds after, so that tries that were put off and what a crash left are sent without callers.
/// </summary>
internal sealed partial class MailWorker(
    IGrainFactory grains, MailQueue queue, MailLetters letters, IOptions<MailOptions> options, IHostApplicationLifetime host, TimeProvider time, ILogger<MailWorker> logger) : BackgroundService
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(2);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(
        [WakeAsync(stoppingToken), .. Enumerable.Range(0, options.Value.MaxConcurrent).Select(_ => SendAsync(stoppingToken))]);

    private async Task WakeAsync(CancellationToken stoppingToken)
    {
        await host.StartedAsync(stoppingToken);
        using var timer = new PeriodicTimer(Period, time);
        do
        {
            await Task.WhenAll(Enumerable.Range(0, MailShards.Count).Select(WakeAsync));
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task WakeAsync(int shard)
    {
        try
        {
            await grains.GetMail(shard).WakeAsync();
        }
        catch (Exception e) when (e is StorageUnavailableException or TimeoutException or OrleansException or InvalidOperationException)
        {
            LogNotWoken(e, shard);
        }
    }

    private async Task SendAsync(CancellationToken stoppingToken)
    {
        await using IMailTransport transport = options.Value.Mode == MailMode.Smtp
            ? new SmtpTransport(options.Value, time)
            : new FolderTransport(options.Value, time);
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
        var user = grains.GetUser(job.User);
        var shard = grains.GetMail(job.User);
        if (await user.PrepareMailAsync(job.Kind, job.IsRetry) is not { } draft)
        {
            await shard.DoneAsync(job.User, job.Kind);
            return;
        }

        using var message = letters.Write(draft);
        var failure = await transport.TrySendAsync(message, stoppingToken);
        if (failure is null)
        {
            await EndAsync(MailState.Sent);
        }
        else if (failure == MailFailure.Refused || !await shard.RetryAsync(job.User, job.Kind))
        {
            LogGivenUp(job.Kind, failure.Value);
            await EndAsync(MailState.Failed);
        }
        else
        {
            LogTryFailed(job.Kind, failure.Value);
        }

        async Task EndAsync(MailState state)
        {
            // In this order: a crash in between sends once more, and never forgets.
            await user.MailEndedAsync(job.Kind, state, failure);
            await shard.DoneAsync(job.User, job.Kind);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Mail shard {Shard} could not be woken; tried again soon.")]
    private partial void LogNotWoken(Exception exception, int shard);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A mail of kind {Kind} could not be worked on; tried again soon: {Exception}")]
    private partial void LogPutOff(MailKind kind, string exception);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A mail of kind {Kind} could not be sent, {Failure}; tried again later.")]
    private partial void LogTryFailed(MailKind kind, MailFailure failure);

    [LoggerMessage(Level = LogLevel.Error, Message = "A mail of kind {Kind} could not be sent, {Failure}; given up.")]
    private partial void LogGivenUp(MailKind kind, MailFailure failure);
}
