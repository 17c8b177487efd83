using System.Text.Json.Serialization;
using OrleansRegistration.Users;

namespace OrleansRegistration.Mail;

/// <summary>A queued mail.</summary>
/// <param name="Tries">How many tries have failed.</param>
/// <param name="Due">When the next try is due.</param>
/// <param name="Request">
/// The request that queued the mail anew; <c>null</c> for a mail that was never queued anew
/// (docs/adr/0026-correcting-an-address.md).
/// </param>
internal sealed record WaitingMail(UserId User, MailKind Kind, int Tries, DateTimeOffset Due, Guid? Request = null)
{
    /// <summary>The key of the mail.</summary>
    [JsonIgnore]
    public MailKey Key => new(User, Kind);

    /// <summary>
    /// Whether the next try is due; the first one always is. A time further away than the longest wait also counts as
    /// due: the clock that set it was ahead.
    /// </summary>
    public bool IsDue(DateTimeOffset now) =>
        Tries == 0 || Clocks.IsOver(Due, TimeSpan.FromSeconds(MailBackOff.LongestSeconds), now);
}
