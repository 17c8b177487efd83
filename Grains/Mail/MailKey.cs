using OrleansRegistration.Users;

namespace OrleansRegistration.Mail;

/// <summary>A mail to be sent now.</summary>
internal sealed record MailJob(UserId User, MailKind Kind);
