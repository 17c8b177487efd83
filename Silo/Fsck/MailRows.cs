using System.Globalization;
using OrleansRegistration.Mail;
using OrleansRegistration.Storage;

namespace OrleansRegistration.Fsck;

/// <summary>
/// Checks the segments of the mail queue, and that something will send each activation mail that is owed (I6).
/// </summary>
/// <remarks>
/// Only the account's own row says that its mail was sent. No row shows a mail without an account: mails are also
/// queued for users that do not exist (docs/adr/0012-mail.md) and for accounts that have ended since. The mail worker
/// then finds nobody.
/// </remarks>
internal sealed class MailRows(Findings findings, StoreIndex index)
    : RowChecker<MailRecord>(StateJson.Default.MailRecord, findings)
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(MailBackOff.LongestSeconds) + Clocks.MaxSkew;

    // The users whose activation mails are queued.
    private readonly HashSet<Guid> _queued = [];

    private readonly HashSet<(int Shard, int Segment)> _segments = [];

    /// <inheritdoc/>
    public override void Finish()
    {
        foreach (var (shard, segment) in _segments)
        {
            if (segment > 0 && !_segments.Contains((shard, segment - 1)))
            {
                Findings.Report(
                    Invariant.I6,
                    "a segment of the mail queue is not read, because the segment before it is missing",
                    new RowKey(GrainTypes.Mail, GrainKeys.ForMail(shard, segment))
                );
            }
        }

        foreach (var (user, (signUp, cleanUp)) in index.OwedMails)
        {
            if (
                !_queued.Contains(user)
                && !index.MailMessages.Contains(signUp)
                && !(cleanUp is { } attempt && index.CleanUps.Contains(attempt))
            )
            {
                Findings.Report(
                    Invariant.I6,
                    "an account's activation mail was neither sent nor given up, and nothing will send it",
                    RowKeys.User(user)
                );
            }
        }
    }

    /// <inheritdoc/>
    protected override void Check(RowKey row, MailRecord record)
    {
        if (!GrainKeys.TryParseMail(row.GrainKey, out var shard, out var segment))
        {
            Findings.Report(Invariant.Readable, "the key is not a segment's of the mail queue", row);
            return;
        }

        _segments.Add((shard, segment));

        foreach (var (key, mail) in record.Waiting)
        {
            if (key != mail.Key.ToString() || shard != MailShards.NumberOf(mail.User))
            {
                Findings.Report(
                    Invariant.I6,
                    "a mail is queued on the wrong shard or under the wrong key",
                    row,
                    RowKeys.User(mail.User.Value)
                );
            }
            else if (mail.Due > Findings.Now + LongestWait)
            {
                Findings.Report(
                    Invariant.I6,
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"a mail waits until {mail.Due:u}, longer than any wait"
                    ),
                    row,
                    RowKeys.User(mail.User.Value)
                );
            }
            else if (mail.Kind == MailKind.Activation)
            {
                _queued.Add(mail.User.Value);
            }
        }
    }
}
