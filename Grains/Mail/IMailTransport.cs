using MimeKit;

namespace OrleansRegistration.Mail;

/// <summary>Sends messages, one at a time. Not thread-safe.</summary>
internal interface IMailTransport : IAsyncDisposable
{
    /// <summary>Sends a message.</summary>
    /// <returns><c>null</c> when the message was sent; otherwise why not, as far as that is known.</returns>
    Task<MailTrouble?> TrySendAsync(MimeMessage message, CancellationToken cancellationToken);

    /// <summary>Releases what is not needed while no message waits, such as a connection.</summary>
    Task RestAsync();
}
