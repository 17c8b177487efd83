using OrleansRegistration.Users;

namespace OrleansRegistration.Mail;

/// <summary>Identifies a queued mail. A user has at most one of each kind.</summary>
internal sealed record MailKey(UserId User, MailKind Kind)
{
    /// <summary>The stored form: the key of <see cref="MailRecord.Waiting"/>.</summary>
    public override string ToString() => $"{Kind}/{User}";
}
