using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using OrleansRegistration.InvitationCodes;
using OrleansRegistration.Mail;
using OrleansRegistration.Names;
using OrleansRegistration.Passwords;
using OrleansRegistration.Reservations;
using OrleansRegistration.Storage;
using OrleansRegistration.Users;

namespace OrleansRegistration.Importing;

/// <summary>
/// Brings the accounts of a staged source into a store (docs/adr/0036-import-django.md). Each account is committed by
/// its user's row, which is written last. So the next run completes what a killed run has begun, and an account that is
/// there is never written again.
/// </summary>
/// <param name="rows">The rows of the store; <c>null</c> for a dry run before there is a store.</param>
/// <param name="language">The language of mails; <c>null</c> for English.</param>
/// <param name="beforeWrite">Called before each write. A test ends the run there, as a kill would.</param>
internal sealed class ImportDjango(
    Staging staging,
    StoreRows? rows,
    ImportIds ids,
    string source,
    LevelOptions levels,
    DateTimeOffset now,
    string? language,
    Action? beforeWrite = null
)
{
    /// <summary>After how many accounts progress is told.</summary>
    public const int ProgressAccounts = 100_000;

    private const int AccountsAtOnce = 2_000;
    private const int MaxTries = 5;

    private readonly StateJsonSerializer _serializer = new();
    private readonly HashSet<InvitationCode> _fresh = [];
    private Dictionary<RowKey, RowContent> _stored = [];
    private HashSet<RowKey> _known = [];

    /// <summary>What was decided so far.</summary>
    public ImportCounts Counts { get; } = new();

    /// <summary>Decides on every account, and writes it unless this is a dry run.</summary>
    /// <param name="tell">Receives progress, in words for an operator.</param>
    /// <inheritdoc cref="StoreRows.Write" path="/exception"/>
    public void Run(bool isDryRun, Action<string> tell, CancellationToken cancellationToken)
    {
        var done = 0;
        foreach (var chunk in staging.Accounts().Chunk(AccountsAtOnce))
        {
            cancellationToken.ThrowIfCancellationRequested();
            (_stored, _known) = ([], []);
            Look(chunk.SelectMany(KeysOf));
            var (claims, users) = (new List<RowMutation>(), new List<RowMutation>());
            foreach (var account in chunk)
            {
                Plan(account, claims, users);
            }

            if (!isDryRun && users.Count > 0)
            {
                beforeWrite?.Invoke();
                rows!.Write(claims);
                beforeWrite?.Invoke();
                rows.Write(users);
            }

            if ((done + chunk.Length) / ProgressAccounts > done / ProgressAccounts)
            {
                tell(string.Create(CultureInfo.InvariantCulture, $"{done + chunk.Length} accounts done"));
            }

            done += chunk.Length;
        }
    }

    private static RowKey NameKey(NameKind kind, string key) => new(GrainTypes.Of(kind), GrainKeys.ForName(kind, key));

    private static RowKey CodeKey(InvitationCode code) => new(GrainTypes.Code, code.GrainKey);

    private IEnumerable<RowKey> KeysOf(StagedAccount account)
    {
        yield return UserKey(account.Id);
        foreach (var (kind, name) in account.Names)
        {
            yield return NameKey(kind, name.IsOwn ? name.Key : MadeUp(kind, account.Id, tries: 0));
        }

        foreach (var code in account.Codes)
        {
            yield return CodeKey(code);
        }
    }

    private RowKey UserKey(long number) => new(GrainTypes.User, ids.User(number).GrainKey);

    private void Plan(StagedAccount account, List<RowMutation> claims, List<RowMutation> users)
    {
        var userRow = Find(UserKey(account.Id));
        var before = userRow is null ? null : Read<UserRecord>(userRow);
        if (before is { Status: not UserStatus.Tombstone })
        {
            Counts.Already++;
            return;
        }

        var user = ids.User(account.Id);
        var names = account.Names.Select(name => Choose(account, name.Kind, name.Name)).ToArray();
        var codes = ChooseCodes(account);
        var reservation = new Reservation(user, ids.SignUp(account.Id), now);
        foreach (var name in names)
        {
            Claim(claims, NameKey(name.Kind, name.Key), reservation);
        }

        for (var i = 0; i < codes.Length; i++)
        {
            var code = new InvitationCodeRecord
            {
                Owner = user,
                Attempt = reservation.Attempt,
                LeaseEnd = now,
                OwnerCommitted = true,
                Retired = i < codes.Length - 1 ? true : null,
            };
            Claim(claims, CodeKey(codes[i]), code);
        }

        var record = RecordOf(account, names, codes);
        Counts.Add(record);
        users.Add(new(UserKey(account.Id), userRow?.Version, Bytes(record)));
    }

    // A row that is there is this account's own, of a run that was killed.
    private void Claim<T>(List<RowMutation> claims, RowKey key, T record)
    {
        if (Find(key) is null)
        {
            claims.Add(new(key, null, Bytes(record)));
        }
    }

    private UserRecord RecordOf(StagedAccount account, ChosenName[] names, ImmutableArray<InvitationCode> codes)
    {
        ImmutableArray<NameKind> toChange = [.. names.Where(name => name.MustChange).Select(name => name.Kind)];
        var hasAddress = !toChange.Contains(NameKind.Email);
        var isActive = account.State is not AccountState.NotActivated && hasAddress;
        var hasPassword = account.Password != ImportedHash.Unusable;
        if (!hasPassword && !hasAddress)
        {
            staging.AddProblem(account.Id, "cannot_log_in", "neither a password nor an address that can be used");
        }

        return new()
        {
            Status = UserStatus.Live,
            SignUpAttempt = ids.SignUp(account.Id),
            ActivationAttempt = isActive ? ids.Activation(account.Id) : null,
            Username = names[0].Value,
            UsernameKey = names[0].Key,
            Nickname = names[1].Value,
            NicknameKey = names[1].Key,
            Email = names[2].Value,
            EmailKey = names[2].Key,
            PasswordHash = account.Password,
            DateJoined = account.DateJoined,
            Codes = codes,
            Level = account.Level,
            LevelByHand = account.Level == LevelOf(account.Consumption) ? null : account.Level,
            Consumption = account.Consumption,
            OpeningConsumption = account.Consumption == 0 ? null : account.Consumption,
            Language = language,
            Disabled = account.State is AccountState.Disabled ? true : null,

            // The site has sent a mail, long ago. The owner may ask for another one.
            Mail =
                isActive ? null
                : hasAddress ? new(MailState.Sent, null, account.DateJoined)
                : new(MailState.Failed, MailFailure.Refused, now),
            Imported = new(
                source,
                account.Id,
                account.Invitees == 0 ? null : account.Invitees,
                toChange.IsEmpty ? null : toChange
            ),
        };
    }

    private ChosenName Choose(StagedAccount account, NameKind kind, StagedName name)
    {
        if (name.IsOwn && IsFree(NameKey(kind, name.Key), account.Id))
        {
            return new(kind, name.Value, name.Key, name.Fate is NameFate.Kept);
        }

        for (var tries = 0; tries < MaxTries; tries++)
        {
            var madeUp = MadeUp(kind, account.Id, tries);
            if (IsFree(NameKey(kind, madeUp), account.Id))
            {
                Tell(account, kind, name, madeUp);
                return new(kind, madeUp, madeUp, MustChange: true);
            }
        }

        throw new InvalidOperationException(
            string.Create(CultureInfo.InvariantCulture, $"No name was found for account {account.Id}.")
        );
    }

    private void Tell(StagedAccount account, NameKind kind, StagedName name, string madeUp)
    {
        var field = kind.ToString().ToLowerInvariant();
        switch (name.Fate)
        {
            case NameFate.Refused:
                staging.SetBecomes(account.Id, field, madeUp);
                break;
            case NameFate.Taken:
                staging.AddProblem(account.Id, $"{field}_taken", name.Value, madeUp, account.Others[(int)kind]);
                break;
            default:
                staging.AddProblem(account.Id, $"{field}_taken_here", name.Value, madeUp);
                break;
        }
    }

    private string MadeUp(NameKind kind, long number, int tries) =>
        kind is NameKind.Email ? ids.Email(number, tries) : ids.Name(number, tries);

    /// <summary>The codes that the account gets; the last one is current.</summary>
    private ImmutableArray<InvitationCode> ChooseCodes(StagedAccount account)
    {
        var own = new List<InvitationCode>();
        foreach (var code in account.Codes)
        {
            if (IsFree(CodeKey(code), account.Id))
            {
                own.Add(code);
            }
            else
            {
                staging.AddProblem(account.Id, "code_taken_here", code.Value);
            }
        }

        // A code of the table that is not in the account's row works at the site, too. Here an account has one code.
        if (account.Current is { } current && own.Remove(current))
        {
            own.Add(current);
        }

        if (own.Count == 0)
        {
            Counts.FreshCodes++;
            own.Add(Fresh());
        }

        foreach (var retired in own.SkipLast(1))
        {
            staging.AddProblem(account.Id, "code_retired", retired.Value, own[^1].Value);
        }

        return [.. own];
    }

    private InvitationCode Fresh()
    {
        while (true)
        {
            var code = InvitationCode.Generate();
            if (_fresh.Add(code) && !staging.HasCode(code) && Find(CodeKey(code)) is null)
            {
                return code;
            }
        }
    }

    private int LevelOf(decimal consumption) =>
        levels.Thresholds.Where(level => level.Value <= consumption).Select(level => level.Key).DefaultIfEmpty().Max();

    private bool IsFree(RowKey key, long number) =>
        Find(key) is not { } row
        || ids.User(number)
            == (
                key.GrainType == GrainTypes.Code ? Read<InvitationCodeRecord>(row).Owner : Read<Reservation>(row).Owner
            );

    private RowContent? Find(RowKey key)
    {
        if (!_known.Contains(key))
        {
            Look([key]);
        }

        return _stored.GetValueOrDefault(key);
    }

    private void Look(IEnumerable<RowKey> keys)
    {
        var wanted = keys.Where(_known.Add).ToList();
        foreach (var (key, row) in rows?.Read(wanted) ?? [])
        {
            _stored.Add(key, row);
        }
    }

    private static T Read<T>(RowContent row) =>
        (T)JsonSerializer.Deserialize(row.Payload, typeof(T), StateJson.Default)!;

    private byte[] Bytes<T>(T record) => _serializer.Serialize(record).ToArray();

    /// <summary>A name that an account gets.</summary>
    private sealed record ChosenName(NameKind Kind, string Value, string Key, bool MustChange);
}
