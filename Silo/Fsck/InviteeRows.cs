using OrleansRegistration.Invitees;
using OrleansRegistration.Storage;

namespace OrleansRegistration.Fsck;

/// <summary>
/// Checks the pages of invitees: each listed user signed up with the code. Codes' rows list the newest themselves.
/// </summary>
internal sealed class InviteeRows(Findings findings, StoreIndex index)
    : RowChecker<InviteesRecord>(StateJson.Default.InviteesRecord, findings)
{
    /// <inheritdoc/>
    public override void Finish()
    {
        foreach (var (user, code, row) in index.Invitees)
        {
            if (!index.Accounts.TryGetValue(user, out var account) || account.Inviter != code)
            {
                Findings.Report(
                    Invariant.I2,
                    "a list of invitees has a user that did not sign up with the code",
                    row,
                    RowKeys.User(user)
                );
            }
        }
    }

    /// <inheritdoc/>
    protected override void Check(RowKey row, InviteesRecord record)
    {
        if (!GrainKeys.TryParseInvitees(row.GrainKey, out var code))
        {
            Findings.Report(Invariant.Readable, "the key is not a page's", row);
            return;
        }

        var entry = index.Code(code.GrainKey);
        index.Invitees.AddRange(
            record.Redemptions.Select(redemption => new ListedInvitee(redemption.User.Value, entry, row))
        );
    }
}
