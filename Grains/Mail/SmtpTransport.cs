using System.Net;
using System.Net.Sockets;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;
using MimeKit;

namespace OrleansRegistration.Mail;

/// <summary>Sends to a mail server, message after message over one connection while there are any.</summary>
internal sealed class SmtpTransport(MailOptions options, TimeProvider time) : IMailTransport
{
    private const SmtpCapabilities InternationalMail = SmtpCapabilities.UTF8 | SmtpCapabilities.EightBitMime;

    private readonly string? _nameInHelo = options.NameInHelo();

    private SmtpClient? _connection;

    public async Task<MailTrouble?> TrySendAsync(MimeMessage message, CancellationToken cancellationToken)
    {
        // Bounds the try as a whole: a server may answer each command just in time and never come to an end.
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(options.TimeoutSeconds), time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
        var handedOver = new HandedOver();
        try
        {
            if (await PrepareAsync(message, either.Token) is { } unsupported)
            {
                return new(unsupported);
            }

            await _connection!.SendAsync(MailComposer.FormatFor(message), message, either.Token, handedOver);
            return null;
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested && FailureOf(e) is not null)
        {
            Drop();
            return handedOver.Begun && e is not SmtpCommandException
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
                // Everything was sent; how the server says good-bye is its own business.
            }
        }
    }

    public ValueTask DisposeAsync()
    {
        Drop();
        return default;
    }

    /// <summary>The class of a failure; <c>null</c> for one that is ours.</summary>
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
    /// Connects if need be, and looks at what the server can do before anything is said of the message. SMTPUTF8 is
    /// used only for an address that is beyond ASCII before the <c>@</c>: any other is sent with A-labels, which every
    /// later server takes (RFC 6531, 3.4).
    /// </summary>
    /// <returns>Why the server cannot take the message; <c>null</c> when it may.</returns>
    private async Task<MailFailure?> PrepareAsync(MimeMessage message, CancellationToken cancellationToken)
    {
        var needsUtf8 = MailComposer.FormatFor(message).International;
        if (needsUtf8 && _connection?.Capabilities.HasFlag(InternationalMail) is false)
        {
            await RestAsync(); // the capability may have been given up for an earlier message
        }

        _connection ??= await ConnectAsync(cancellationToken);
        if (!needsUtf8)
        {
            _connection.Capabilities &= ~SmtpCapabilities.UTF8;
            return null;
        }

        return _connection.Capabilities.HasFlag(InternationalMail) ? null
            : message.To.Mailboxes.Any(MailComposer.NeedsUtf8) ? MailFailure.AddressUnsupported
            : MailFailure.NotAccepted; // our own sender's address
    }

    private async Task<SmtpClient> ConnectAsync(CancellationToken cancellationToken)
    {
        // Who is trusted is the system's matter: there is no way to trust whoever answers.
        var client = new SmtpClient { CheckCertificateRevocation = options.CheckRevocation };
        try
        {
            var security = options.Security switch
            {
                MailSecurity.StartTls => SecureSocketOptions.StartTls,
                MailSecurity.Tls => SecureSocketOptions.SslOnConnect,
                _ => SecureSocketOptions.None,
            };

#pragma warning disable CA2000 // The client owns it.
            var socket = await OpenAsync(cancellationToken);
#pragma warning restore CA2000
            client.LocalDomain = _nameInHelo ?? ((IPEndPoint)socket.LocalEndPoint!).Address.ToString();
            try
            {
                await client.ConnectAsync(socket, options.Host, options.Port, security, cancellationToken);
            }
            catch (NotSupportedException e)
            {
                throw new SslHandshakeException("The mail server offers no STARTTLS.", e);
            }

            if (options.User.Length > 0)
            {
                try
                {
                    await client.AuthenticateAsync(options.User, options.Password, cancellationToken);
                }
                catch (NotSupportedException e)
                {
                    throw new AuthenticationException("The mail server offers no way to log in.", e);
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
    /// Whether the server may have the message: from its first octet on, a lost connection leaves that open.
    /// </summary>
    private sealed class HandedOver : ITransferProgress
    {
        public bool Begun { get; private set; }

        public void Report(long bytesTransferred, long totalSize) => Begun = true;

        public void Report(long bytesTransferred) => Begun = true;
    }
}
