using OrleansRegistration.Names;
using OrleansRegistration.Storage;
using OrleansRegistration.Users;

namespace OrleansRegistration.Fsck;

/// <summary>
/// Checks users' rows: no two live accounts share a name (I1), each account has a code that no other account lists
/// (I2), an account's consumption is what its audit log says, and nothing personal is left of a deleted account once
/// its clean-up is done.
/// </summary>
internal sealed class UserRows(Findings findings, StoreIndex index, ReadModelRows readModel)
    : RowChecker<UserRecord>(StateJson.Default.UserRecord, findings)
{
    private readonly List<(Guid User, Guid? CleanUp)> _ended = [];

    /// <summary>The number of live accounts.</summary>
    public long Live { get; private set; }

    /// <summary>The number of rows without an account, left by sign-ups that did not commit.</summary>
    public long Tombstones { get; private set; }

    /// <inheritdoc/>
    public override void Finish()
    {
        foreach (var (user, cleanUp) in _ended)
        {
            if (cleanUp is not { } attempt || !index.CleanUps.Contains(attempt))
            {
                Findings.Report(
                    Invariant.CleanUp,
                    "a deleted account is not erased, and nothing will erase it",
                    RowKeys.User(user)
                );
            }
        }
    }

    /// <inheritdoc/>
    protected override void Check(RowKey row, UserRecord record)
    {
        if (!GrainKeys.TryParseUser(row.GrainKey, out var id))
        {
            Findings.Report(Invariant.Readable, "the key is not a user's", row);
            return;
        }

        if (record.Status == UserStatus.Tombstone)
        {
            Tombstones++;
            return;
        }

        readModel.Expect(id, record);
        var user = id.Value;
        var state = StateOf(record);
        if (state == AccountState.Live)
        {
            Live++;
            Hold(GrainKeys.ForName(NameKind.Username, record.UsernameKey), user);
            Hold(GrainKeys.ForName(NameKind.Nickname, record.NicknameKey), user);
            Hold(GrainKeys.ForName(NameKind.Email, record.EmailKey), user);
        }

        var inviter = record.InviterCode is { } code ? index.Code(code.GrainKey) : null;
        inviter?.AddAccount(record.ActivationAttempt is not null);
        index.Accounts[user] = new(record.SignUpAttempt, record.ActivationAttempt, inviter, state);
        if (record.IsOwedActivationMail(Findings.Now))
        {
            index.OwedMails.Add(
                user,
                (record.SignUpAttempt, record.CorrectionAttempt is null ? null : record.CleanUpAttempt)
            );
        }

        CheckConsumption(row, user, record, state);
        CheckErasure(row, user, record, state);
        CheckCodes(row, user, record, state);
    }

    private static AccountState StateOf(UserRecord user) =>
        user.Status == UserStatus.Live ? AccountState.Live
        : !user.IsActive && user.Username.Length > 0 ? AccountState.Lapsed // a deleted account loses its name at once
        : user.Names.Any(name => name.Key.Length > 0) ? AccountState.Ended
        : AccountState.Erased;

    private void Hold(string name, Guid user)
    {
        ref var entry = ref index.Name(name);
        if (entry.Holder == Guid.Empty)
        {
            entry.Holder = user;
            return;
        }

        Findings.Report(
            Invariant.I1,
            "two live accounts share a name",
            RowKeys.Name(name),
            RowKeys.User(entry.Holder),
            RowKeys.User(user)
        );
    }

    private void CheckConsumption(RowKey row, Guid user, UserRecord record, AccountState state)
    {
        foreach (var entry in (record.Unconfirmed ?? []).Select(unconfirmed => unconfirmed.Entry.Id))
        {
            index.Unconfirmed.Add(entry);
            if (!index.Ledger.TryGetValue(entry, out var item) || item.User != user)
            {
                Findings.Report(Invariant.Purchases, "an entry of an account is not in its audit log", row);
            }
        }

        if (state is not (AccountState.Live or AccountState.Lapsed))
        {
            return; // what a deleted account has spent is erased
        }

        if (record.Consumption != (record.OpeningConsumption ?? 0) + index.Spent.GetValueOrDefault(user))
        {
            Findings.Report(
                Invariant.Purchases,
                "the consumption of an account is not what its audit log adds up to",
                row
            );
        }

        if (record.LevelByHand is { } level && record.Level != level)
        {
            Findings.Report(Invariant.Purchases, "an account has another level than was set by hand", row);
        }
    }

    // Until the clean-up is done, the row of a deleted account keeps the keys of its names and nothing else that is
    // personal.
    private void CheckErasure(RowKey row, Guid user, UserRecord record, AccountState state)
    {
        if (
            state is AccountState.Ended or AccountState.Erased
            && record with { UsernameKey = "", NicknameKey = "", EmailKey = "" } != record.Erased()
        )
        {
            Findings.Report(Invariant.CleanUp, "a deleted account's row keeps personal data", row);
        }

        if (state == AccountState.Ended)
        {
            _ended.Add((user, record.CleanUpAttempt));
        }
    }

    private void CheckCodes(RowKey row, Guid user, UserRecord record, AccountState state)
    {
        if (record.Codes.IsEmpty)
        {
            Findings.Report(Invariant.I2, "an account has no code of its own", row);
        }

        if (state == AccountState.Live && !record.Codes.IsEmpty && record is not { UseQuota: null, TermsNumber: null })
        {
            index.OwnerTerms.Add(
                new(
                    user,
                    record.CleanUpAttempt,
                    record.UseQuota,
                    record.IsFrozen,
                    [.. record.Codes.Select(code => code.GrainKey)],
                    [.. (record.IssuedCodes ?? []).Select(code => code.GrainKey)]
                )
            );
        }

        var keys = record.AllCodes.Select(code => code.GrainKey).ToArray();
        for (var i = 0; i < keys.Length; i++)
        {
            var key = keys[i];
            var code = index.Code(key);
            if (code.Holder != Guid.Empty && code.Holder != user)
            {
                Findings.Report(
                    Invariant.I2,
                    "two accounts have the same code",
                    RowKeys.Code(key),
                    RowKeys.User(code.Holder),
                    row
                );
            }
            else
            {
                code.Holder = user;
            }

            // The last code of an account is current, and so are those that operators issued, unless its owner deleted
            // the account.
            if (i < record.Codes.Length - 1 || state is AccountState.Ended or AccountState.Erased)
            {
                code.RetiringCleanUp = record.CleanUpAttempt ?? Guid.Empty;
            }
        }
    }
}
