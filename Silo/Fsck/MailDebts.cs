using System.Globalization;
using OrleansRegistration.Captcha;
using OrleansRegistration.Mail;
using OrleansRegistration.Storage;

namespace OrleansRegistration.Fsck;

/// <summary>
/// I6: who is owed an activation mail, and what will see to it. That one was <em>sent</em> only the account's own record says; that none is sent
/// without an account no row can say, because mails are also queued for users that do not exist (docs/adr/0012) and for accounts that have ended
/// since: the mail's worker finds nobody then.
/// </summary>
internal sealed class MailDebts
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(MailBackOff.LongestSeconds) + Clocks.MaxSkew;

    // By user; users; attempts.
    private readonly Dictionary<Guid, Guid> _owed = [];
    private readonly HashSet<Guid> _queued = [];
    private readonly HashSet<Guid> _places = [];

    /// <summary>An account needs the mail, and its record does not say that it was sent or given up.</summary>
    public void Owe(Guid user, Guid signUp) => _owed.Add(user, signUp);

    /// <summary>The outbox queues the mail once this attempt is committed.</summary>
    public void Enlisted(Guid attempt) => _places.Add(attempt);

    /// <summary>A shard of the mails that wait; breaches of what only it shows.</summary>
    public IEnumerable<Breach> Waiting(RowKey row, MailRecord shard, DateTimeOffset now)
    {
        foreach (var (key, mail) in shard.Waiting)
        {
            if (
                key != MailRecord.KeyOf(mail.User, mail.Kind)
                || row.GrainKey != MailShards.GrainKey(MailShards.NumberOf(mail.User))
            )
            {
                yield return new(
                    Invariant.I6,
                    "a mail waits where its user's are not looked for",
                    [row, StoreFacts.UserRow(mail.User.Value)]
                );
            }
            else if (mail.Due > now + LongestWait)
            {
                yield return new(
                    Invariant.I6,
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"a mail waits until {mail.Due:u}, longer than any wait"
                    ),
                    [row, StoreFacts.UserRow(mail.User.Value)]
                );
            }
            else if (mail.Kind == MailKind.Activation)
            {
                _queued.Add(mail.User.Value);
            }
        }
    }

    /// <summary>I6, once all rows were read.</summary>
    public IEnumerable<Breach> Check() =>
        _owed
            .Where(debt => !_queued.Contains(debt.Key) && !_places.Contains(debt.Value))
            .Select(debt => new Breach(
                Invariant.I6,
                "an account's activation mail was neither sent nor given up, and nothing will send it",
                [StoreFacts.UserRow(debt.Key)]
            ));
}
