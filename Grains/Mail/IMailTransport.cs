using MimeKit;

namespace OrleansRegistration.Mail;

/// <summary>Takes messages away. One worker's; not thread-safe.</summary>
internal interface IMailTransport : IAsyncDisposable
{
    /// <summary>Sends a message.</summary>
    /// <returns><c>null</c> when it is sent; otherwise why it is not, as far as is known.</returns>
    Task<MailTrouble?> TrySendAsync(MimeMessage message, CancellationToken cancellationToken);

    /// <summary>There is nothing more to send for now.</summary>
    Task RestAsync();
}
