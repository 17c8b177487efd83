using OrleansRegistration.Outbox;
using OrleansRegistration.Storage;

namespace OrleansRegistration.Fsck;

/// <summary>
/// Checks the shards of the outbox: no lease is too long (I5). Other checkers compare what the messages will do.
/// </summary>
internal sealed class OutboxRows(Findings findings, StoreIndex index)
    : RowChecker<OutboxRecord>(StateJson.Default.OutboxRecord, findings)
{
    private readonly List<PendingClaim> _messages = [];

    /// <summary>The number of messages whose lease has passed and whose attempt is not committed.</summary>
    public long Stale { get; private set; }

    /// <inheritdoc/>
    public override void Finish() =>
        Stale = _messages.LongCount(message => message.LeaseEnd <= Findings.Now && !message.IsCommitted(index, out _));

    /// <inheritdoc/>
    protected override void Check(RowKey row, OutboxRecord record)
    {
        foreach (var (attempt, message) in record.Messages)
        {
            Findings.CheckLease(row, message.LeaseEnd);
            if (message.Next is OutboxEffect.CleanUp)
            {
                index.CleanUps.Add(attempt);
                continue;
            }

            _messages.Add(new(message.User.Value, attempt, message.Kind, message.LeaseEnd));
            if (message.Next is OutboxEffect.ActivationMail)
            {
                index.MailMessages.Add(attempt);
            }
        }
    }
}
