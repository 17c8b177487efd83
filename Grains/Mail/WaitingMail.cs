using OrleansRegistration.Users;

namespace OrleansRegistration.Mail;

/// <summary>A mail that waits.</summary>
/// <param name="Tries">How many tries failed.</param>
/// <param name="Due">When the next one comes.</param>
internal sealed record WaitingMail(UserId User, MailKind Kind, int Tries, DateTimeOffset Due)
{
    /// <summary>Whether the next try is due; also when it is further away than any wait, because a clock was ahead.</summary>
    public bool IsDue(DateTimeOffset now) =>
        Clocks.IsOver(Due, Tries == 0 ? TimeSpan.Zero : TimeSpan.FromSeconds(MailBackOff.LongestSeconds), now);
}
