using OrleansRegistration.Names;
using OrleansRegistration.Storage;
using OrleansRegistration.Users;

namespace OrleansRegistration.Fsck;

/// <summary>
/// Checks users' rows: no two live accounts share a name (I1), each account has a code that no other account lists
/// (I2), and nothing personal is left of a deleted account once its clean-up is done.
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

        for (var i = 0; i < record.Codes.Length; i++)
        {
            var key = record.Codes[i].GrainKey;
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

            // The last code of an account is current, unless its owner deleted the account.
            if (i < record.Codes.Length - 1 || state is AccountState.Ended or AccountState.Erased)
            {
                code.RetiringCleanUp = record.CleanUpAttempt ?? Guid.Empty;
            }
        }
    }
}
