using System.Net;
using System.Net.Sockets;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;
using MimeKit;

namespace OrleansRegistration.Mail;

/// <summary>Sends messages to a mail server, over one connection as long as messages wait.</summary>
internal sealed class SmtpTransport(MailOptions options, TimeProvider time) : IMailTransport
{
    private const SmtpCapabilities InternationalMail = SmtpCapabilities.UTF8 | SmtpCapabilities.EightBitMime;

    private readonly string? _nameInHelo = options.NameInHelo();

    private SmtpClient? _connection;

    public async Task<MailTrouble?> TrySendAsync(MimeMessage message, CancellationToken cancellationToken)
    {
        // Bounds the whole try: a server may answer each command in time and still never finish.
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(options.TimeoutSeconds), time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
        var progress = new SendProgress();
        try
        {
            if (await PrepareAsync(message, either.Token) is { } unsupported)
            {
                return new(unsupported);
            }

            await _connection!.SendAsync(MailComposer.FormatFor(message), message, either.Token, progress);
            return null;
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested && FailureOf(e) is not null)
        {
            Drop();
            return progress.Begun && e is not SmtpCommandException
                ? new(MailFailure.Unconfirmed)
                : new(FailureOf(e)!.Value, SmtpReply.Describe(e));
        }
    }

    public async Task RestAsync()
    {
        if (_connection is not { } resting)
        {
            return;
        }

        _connection = null;
        using (resting)
        {
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(options.TimeoutSeconds), time);
            try
            {
                await resting.DisconnectAsync(quit: true, patience.Token);
            }
            catch (Exception e) when (FailureOf(e) is not null)
            {
                // All messages were sent. A failure of QUIT does not matter.
            }
        }
    }

    public ValueTask DisposeAsync()
    {
        Drop();
        return default;
    }

    /// <summary>The kind of a failure of the mail server; <c>null</c> for any other exception.</summary>
    private static MailFailure? FailureOf(Exception exception) =>
        exception switch
        {
            OperationCanceledException or TimeoutException => MailFailure.TimedOut,
            AuthenticationException or ServiceNotAuthenticatedException => MailFailure.NotAccepted,
            SslHandshakeException or System.Security.Authentication.AuthenticationException => MailFailure.Insecure,
            SmtpCommandException reply => SmtpReply.FailureOf(reply),
            NotSupportedException => MailFailure.NotAccepted,
            ServiceNotConnectedException or ProtocolException or IOException or SocketException =>
                MailFailure.Unreachable,
            _ => null,
        };

    /// <summary>
    /// Connects if necessary, and checks the server's capabilities before the message is sent. SMTPUTF8 is used only
    /// for an address with characters outside ASCII before the <c>@</c>. Any other address is sent with A-labels, which
    /// every later server accepts (RFC 6531, 3.4).
    /// </summary>
    /// <returns>Why the server cannot take the message; <c>null</c> when it can.</returns>
    private async Task<MailFailure?> PrepareAsync(MimeMessage message, CancellationToken cancellationToken)
    {
        var needsUtf8 = MailComposer.FormatFor(message).International;
        if (needsUtf8 && _connection?.Capabilities.HasFlag(InternationalMail) is false)
        {
            await RestAsync(); // an earlier message may have switched the capability off
        }

        _connection ??= await ConnectAsync(cancellationToken);
        if (!needsUtf8)
        {
            _connection.Capabilities &= ~SmtpCapabilities.UTF8;
            return null;
        }

        return _connection.Capabilities.HasFlag(InternationalMail) ? null
            : message.To.Mailboxes.Any(MailComposer.NeedsUtf8) ? MailFailure.AddressUnsupported
            : MailFailure.NotAccepted; // the sender's address needs it
    }

    private async Task<SmtpClient> ConnectAsync(CancellationToken cancellationToken)
    {
        // The system decides which certificates are trusted. No setting trusts any certificate.
        var client = new SmtpClient { CheckCertificateRevocation = options.CheckRevocation };
        try
        {
            var security = options.Security switch
            {
                MailSecurity.StartTls => SecureSocketOptions.StartTls,
                MailSecurity.Tls => SecureSocketOptions.SslOnConnect,
                _ => SecureSocketOptions.None,
            };

#pragma warning disable CA2000 // The client owns the socket.
            var socket = await OpenAsync(cancellationToken);
#pragma warning restore CA2000
            client.LocalDomain = _nameInHelo ?? ((IPEndPoint)socket.LocalEndPoint!).Address.ToString();
            try
            {
                await client.ConnectAsync(socket, options.Host, options.Port, security, cancellationToken);
            }
            catch (NotSupportedException e)
            {
                throw new SslHandshakeException("The mail server does not offer STARTTLS.", e);
            }

            if (options.User.Length > 0)
            {
                try
                {
                    await client.AuthenticateAsync(options.User, options.Password, cancellationToken);
                }
                catch (NotSupportedException e)
                {
                    throw new AuthenticationException("The mail server does not offer a way to log in.", e);
                }
            }

            return client;
        }
        catch
        {
            client.Dispose();
            throw;
        }
    }

    private async Task<Socket> OpenAsync(CancellationToken cancellationToken)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(options.Host, options.Port, cancellationToken);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private void Drop()
    {
        _connection?.Dispose();
        _connection = null;
    }

    /// <summary>
    /// Tells whether the server may have the message: once its first octet was sent, a lost connection leaves this
    /// unknown.
    /// </summary>
    private sealed class SendProgress : ITransferProgress
    {
        public bool Begun { get; private set; }

        public void Report(long bytesTransferred, long totalSize) => Begun = true;

        public void Report(long bytesTransferred) => Begun = true;
    }
}
