using OrleansRegistration.Users;

namespace OrleansRegistration.Mail;

/// <summary>A mail for a worker.</summary>
/// <param name="Request"><see cref="WaitingMail.Request"/>.</param>
/// <param name="First">
/// The first try of a mail that is not queued: its outbox message stays until the try is over. <c>null</c> for a queued
/// mail.
/// </param>
internal sealed record OfferedMail(UserId User, MailKind Kind, Guid? Request, FirstTry? First = null)
{
    /// <summary>The key of the mail.</summary>
    public MailKey Key => new(User, Kind);
}

/// <summary>The first try of a mail, made from memory.</summary>
/// <param name="Draft">The content.</param>
/// <param name="Attempt">The attempt of the outbox message.</param>
internal sealed record FirstTry(MailDraft Draft, Guid Attempt);
