using System.Threading.Channels;
using MimeKit;

namespace OrleansRegistration.Mail;

/// <summary>
/// The transports of a silo: at most <see cref="MailOptions.MaxConcurrent"/> messages are sent at once. Thread-safe.
/// </summary>
internal sealed class MailTransports : IAsyncDisposable
{
    private readonly Channel<IMailTransport> _idle = Channel.CreateUnbounded<IMailTransport>();
    private readonly IMailTransport[] _all;
    private int _waiting;

    public MailTransports(MailOptions options, TimeProvider time)
    {
        _all =
        [
            .. Enumerable
                .Range(0, options.MaxConcurrent)
                .Select(_ =>
                    (IMailTransport)(
                        options.Mode == MailMode.Smtp
                            ? new SmtpTransport(options, time)
                            : new FolderTransport(options, time)
                    )
                ),
        ];
        Array.ForEach(_all, transport => _idle.Writer.TryWrite(transport));
    }

    /// <summary>Sends a message as soon as a transport is idle.</summary>
    /// <param name="hasMore">Whether another message will follow soon.</param>
    /// <inheritdoc cref="IMailTransport.TrySendAsync"/>
    public async Task<MailTrouble?> TrySendAsync(
        MimeMessage message,
        Func<bool> hasMore,
        CancellationToken cancellationToken
    )
    {
        Interlocked.Increment(ref _waiting);
        IMailTransport transport;
        try
        {
            transport = await _idle.Reader.ReadAsync(cancellationToken);
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }

        try
        {
            return await transport.TrySendAsync(message, cancellationToken);
        }
        finally
        {
            GiveBackAsync(transport, hasMore).Ignore(); // the caller need not wait until a connection is closed
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var transport in _all)
        {
            await transport.DisposeAsync();
        }
    }

    private async Task GiveBackAsync(IMailTransport transport, Func<bool> hasMore)
    {
        try
        {
            if (Volatile.Read(ref _waiting) == 0 && !hasMore())
            {
                await transport.RestAsync();
            }
        }
        finally
        {
            _idle.Writer.TryWrite(transport);
        }
    }
}
