using System.Net.Sockets;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;
using MimeKit;

namespace OrleansRegistration.Mail;

/// <summary>Sends to a mail server, message after message over one connection while there are any.</summary>
internal sealed class SmtpTransport(MailOptions options, TimeProvider time) : IMailTransport
{
    private const SmtpStatusCode FirstPermanentReply = (SmtpStatusCode)500;

    private SmtpClient? connection;

    public async Task<MailFailure?> TrySendAsync(MimeMessage message, CancellationToken cancellationToken)
    {
        // Bounds the try as a whole: a server may answer each command just in time and never come to an end.
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(options.TimeoutSeconds), time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
        try
        {
            connection ??= await ConnectAsync(either.Token);
            await connection.SendAsync(message, either.Token);
            return null;
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested && FailureOf(e) is not null)
        {
            Drop();
            return FailureOf(e);
        }
    }

    public async Task RestAsync()
    {
        if (connection is not { } resting)
        {
            return;
        }

        connection = null;
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
    private static MailFailure? FailureOf(Exception exception) => exception switch
    {
        OperationCanceledException or TimeoutException => MailFailure.TimedOut,
        AuthenticationException or ServiceNotAuthenticatedException => MailFailure.NotAccepted,
        SslHandshakeException or System.Security.Authentication.AuthenticationException => MailFailure.Insecure,
        SmtpCommandException { ErrorCode: SmtpErrorCode.SenderNotAccepted, StatusCode: >= FirstPermanentReply } => MailFailure.NotAccepted,
        SmtpCommandException reply => reply.StatusCode >= FirstPermanentReply ? MailFailure.Refused : MailFailure.Deferred,
        NotSupportedException => MailFailure.Refused, // an address beyond ASCII and a server without SMTPUTF8 (RFC 6531)
        ServiceNotConnectedException or ProtocolException or IOException or SocketException => MailFailure.Unreachable,
        _ => null,
    };

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

            // What is said before there is a message is about us, not about its address, and may be mended: never a refusal of the message.
            try
            {
                await client.ConnectAsync(options.Host, options.Port, security, cancellationToken);
            }
            catch (NotSupportedException e)
            {
                throw new SslHandshakeException("The mail server offers no STARTTLS.", e);
            }
            catch (SmtpCommandException e) when (e.StatusCode >= FirstPermanentReply)
            {
                throw new AuthenticationException("The mail server does not take the connection.", e);
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

    private void Drop()
    {
        connection?.Dispose();
        connection = null;
    }
}
