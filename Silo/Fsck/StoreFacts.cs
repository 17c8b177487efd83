using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using OrleansRegistration.Captcha;
using OrleansRegistration.InvitationCodes;
using OrleansRegistration.Invitees;
using OrleansRegistration.Keys;
using OrleansRegistration.Leases;
using OrleansRegistration.Mail;
using OrleansRegistration.Outbox;
using OrleansRegistration.Reservations;
using OrleansRegistration.Sessions;
using OrleansRegistration.Storage;
using OrleansRegistration.Users;

namespace OrleansRegistration.Fsck;

/// <summary>
/// The invariants that rows can show, checked on the rows of one moment, in any order, without reading anything itself. Keeps what is compared
/// and no payloads: about 1 GB for a million accounts.
/// </summary>
/// <remarks>
/// <para>Uses in flight are no breach: a use that is pending and whose attempt is committed counts as the count it will become.</para>
/// <para>
/// I3 cannot be told from a limit that an administrator lowered below what the code has, which <c>SetTermsAsync</c> allows and which no row
/// records. Above the limit is therefore a breach unless the operator says that limits were lowered; then such codes are only numbered.
/// </para>
/// <para>
/// I5 as far as rows show it: a lease that ends later than the longest lease from now is a breach (and was given by a clock or a setting that
/// is wrong), unless its owner holds the claim; a claim past its lease whose owner does not hold it is stale, and a breach of its own an hour later.
/// </para>
/// <para>Limits have no rows. Sessions of lapsed accounts stay as they were; nobody refreshes them.</para>
/// </remarks>
/// <param name="now">When the rows were as they are, by the clock that leases are given by.</param>
/// <param name="limitsWereLowered">Codes above their limit are no breach.</param>
/// <param name="report">Is given each breach when it is found.</param>
internal sealed class StoreFacts(DateTimeOffset now, bool limitsWereLowered, Action<Breach> report)
{
    // Sweeps come every half hour.
    private static readonly TimeSpan AbandonedAfter = TimeSpan.FromHours(1);
    private static readonly TimeSpan LongestLease = TimeSpan.FromSeconds(LeaseOptions.MaxSeconds);
    private static readonly TimeSpan LongestAnswer =
        TimeSpan.FromSeconds(CaptchaShards.MaxExpirySeconds) + Clocks.MaxSkew;

    // By id; by grain key; by grain key.
    private readonly Dictionary<Guid, AccountFacts> _accounts = [];
    private readonly Dictionary<string, NameFacts> _names = new(StringComparer.Ordinal);
    private readonly Dictionary<string, CodeFacts> _codes = new(StringComparer.Ordinal);
    private readonly List<UseFacts> _uses = [];
    private readonly List<ListedFacts> _listed = [];
    private readonly MailDebts _mails = new();
    private readonly SessionFacts _sessions = new();

    // Changes with a place in the outbox, and ended accounts with that of their end.
    private readonly HashSet<Guid> _underWay = [];
    private readonly List<(Guid User, Guid? Change)> _ended = [];
    private long _live;
    private long _codeRows;
    private long _tombstones;
    private long _overLimit;
    private long _breaches;

    /// <summary>The row of a user.</summary>
    public static RowKey UserRow(Guid id) => new("user", new UserId(id).GrainKey);

    /// <summary>The row of a name, whose key begins with its type.</summary>
    public static RowKey NameRow(string key) => new(key[..key.IndexOf('/', StringComparison.Ordinal)], key);

    /// <summary>The row of a code.</summary>
    public static RowKey CodeRow(string key) => new("code", key);

    /// <summary>Takes in one row. Rows of types that this program does not know are left out.</summary>
    public void Add(StoredRow row)
    {
        switch (row.Key.GrainType)
        {
            case "user" when Read(row, StateJson.Default.UserRecord) is { } user:
                AddUser(row.Key, user);
                break;
            case "username" or "nickname" or "email" when Read(row, StateJson.Default.Reservation) is { } reservation:
                AddReservation(row.Key, reservation);
                break;
            case "code" when Read(row, StateJson.Default.InvitationCodeRecord) is { } code:
                AddCode(row.Key, code);
                break;
            case "invitees" when Read(row, StateJson.Default.InviteesRecord) is { } page:
                AddPage(row.Key, page);
                break;
            case "outbox" when Read(row, StateJson.Default.OutboxRecord) is { } shard:
                AddShard(row.Key, shard);
                break;
            case "mail" when Read(row, StateJson.Default.MailRecord) is { } shard:
                AddMails(row.Key, shard);
                break;
            case "session" when Read(row, StateJson.Default.SessionRecord) is { } record:
                AddSessions(row.Key, record);
                break;
            case "keyring" when Read(row, StateJson.Default.KeyRingRecord) is { } ring:
                ReportAll(KeyRingRules.Check(row.Key, ring, now));
                break;
            case "captcha" when Read(row, StateJson.Default.CaptchaRecord) is { } shard:
                AddAnswers(row.Key, shard);
                break;
        }
    }

    /// <summary>Checks what needs all rows.</summary>
    public FsckSummary Finish()
    {
        var stale = 0L;
        foreach (var use in _uses)
        {
            var held = _accounts.TryGetValue(use.User, out var account) && account.Committed(use.Kind, use.Attempt);
            if (held && use.Code is not null && use.Code == account.Inviter)
            {
                use.Code.WillCount(use.Kind);
            }

            stale += !held && use.LeaseEnd <= now ? 1 : 0;
        }

        foreach (var (user, code, row) in _listed)
        {
            if (!_accounts.TryGetValue(user, out var account) || account.Inviter != code)
            {
                Report(
                    new(
                        Invariant.I2,
                        "a list of invitees names a user that did not sign up with the code",
                        [row, UserRow(user)]
                    )
                );
            }
        }

        foreach (var (key, name) in _names)
        {
            stale += name.IsStale(now) ? 1 : 0;
            CheckLease(NameRow(key), name.UnheldLeaseEnd);
            Report(name.Check(key));
            Report(name.CheckErased(key, _accounts) ?? name.CheckAbandoned(key, now - AbandonedAfter));
        }

        foreach (var (key, code) in _codes)
        {
            stale += code.IsStale(now) ? 1 : 0;
            CheckLease(CodeRow(key), code.UnheldLeaseEnd);
            ReportAll(code.Check(key, _underWay));
            Report(code.CheckAbandoned(key, now - AbandonedAfter));
        }

        ReportAll(_mails.Check());
        ReportAll(_sessions.Check(_accounts));
        ReportAll(
            _ended
                .Where(end => end.Change is not { } change || !_underWay.Contains(change))
                .Select(end => new Breach(
                    Invariant.CleanUp,
                    "an ended account is not erased, and nothing will erase it",
                    [UserRow(end.User)]
                ))
        );
        return new(
            _live,
            _accounts.Count - _live,
            _codeRows,
            _uses.Count(use => use.Code is not null),
            stale,
            _tombstones,
            _overLimit,
            _breaches
        );
    }

    private void AddUser(RowKey row, UserRecord user)
    {
        if (!UserId.TryParse(row.GrainKey["user/".Length..], out var id) || id.GrainKey != row.GrainKey)
        {
            Report(new(Invariant.Readable, "the key is not a user's", [row]));
            return;
        }

        if (user.Status == UserStatus.Tombstone)
        {
            _tombstones++;
            return;
        }

        if (user.Status == UserStatus.Live)
        {
            _live++;
            Hold($"username/{user.UsernameKey}", id.Value);
            Hold($"nickname/{user.NicknameKey}", id.Value);
            Hold($"email/{user.EmailKey}", id.Value);
        }

        var inviter = user.InviterCode is { } code ? FactsOf(code.GrainKey) : null;
        inviter?.Made(user.ActivationAttempt is not null);
        var state = AccountStates.Of(user);
        _accounts[id.Value] = new(user.SignUpAttempt, user.ActivationAttempt, inviter, state);
        CheckEnd(row, id.Value, user, state);
        if (user.IsOwedActivationMail(now))
        {
            _mails.Owe(id.Value, user.SignUpAttempt);
        }

        if (user.Codes.IsEmpty)
        {
            Report(new(Invariant.I2, "an account names no code of its own", [row]));
        }

        foreach (var own in user.Codes)
        {
            Report(FactsOf(own.GrainKey).NamedBy(id.Value, own.GrainKey));
        }

        foreach (var old in state is AccountState.Live or AccountState.Lapsed ? user.Codes.SkipLast(1) : user.Codes)
        {
            FactsOf(old.GrainKey).GivenUp(user.CleanUpAttempt ?? Guid.Empty);
        }
    }

    /// <summary>Of an account that its owner ended the row keeps nothing personal but the keys of its names, and these until the rest is done.</summary>
    private void CheckEnd(RowKey row, Guid id, UserRecord user, AccountState state)
    {
        if (
            state is AccountState.Ended or AccountState.Erased
            && user with { UsernameKey = "", NicknameKey = "", EmailKey = "" } != user.Erased()
        )
        {
            Report(new(Invariant.CleanUp, "an ended account's row keeps what is personal", [row]));
        }

        if (state == AccountState.Ended)
        {
            _ended.Add((id, user.CleanUpAttempt));
        }
    }

    private void Hold(string key, Guid account) =>
        Report(CollectionsMarshal.GetValueRefOrAddDefault(_names, key, out _).HeldBy(account, key));

    private void AddReservation(RowKey row, Reservation reservation)
    {
        CheckOwner(row, reservation.Owner);
        CollectionsMarshal.GetValueRefOrAddDefault(_names, row.GrainKey, out _).Reserved(reservation);
    }

    private void AddCode(RowKey row, InvitationCodeRecord record)
    {
        if (!InvitationCode.TryParse(row.GrainKey["code/".Length..], out var parsed) || parsed.GrainKey != row.GrainKey)
        {
            Report(new(Invariant.Readable, "the key is not a code's", [row]));
            return;
        }

        CheckOwner(row, record.Owner);
        if (record.Remaining < 0)
        {
            CountOverLimit(row, record);
        }

        _codeRows++;
        var code = FactsOf(row.GrainKey);
        code.Stored(record);
        foreach (var (attempt, use) in record.Pending)
        {
            CheckLease(row, use.LeaseEnd);
            _uses.Add(new(use.User.Value, attempt, use.Kind, code, use.LeaseEnd));
        }

        _listed.AddRange((record.Unlisted ?? []).Select(use => new ListedFacts(use.User.Value, code, row)));
    }

    private void CountOverLimit(RowKey row, InvitationCodeRecord record)
    {
        if (limitsWereLowered)
        {
            _overLimit++;
        }
        else
        {
            Report(
                new(
                    Invariant.I3,
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"registered and pending uses are {record.Limit - record.Remaining}, but the limit is {record.Limit}"
                    ),
                    [row]
                )
            );
        }
    }

    private void AddPage(RowKey row, InviteesRecord page)
    {
        var end = row.GrainKey.LastIndexOf('/');
        if (
            end <= "invitees".Length
            || !InvitationCode.TryParse(row.GrainKey["invitees/".Length..end], out var parsed)
            || row.GrainKey[..end] != $"invitees/{parsed.Value}"
        )
        {
            Report(new(Invariant.Readable, "the key is not a page's", [row]));
            return;
        }

        var code = FactsOf(parsed.GrainKey);
        _listed.AddRange(page.Uses.Select(use => new ListedFacts(use.User.Value, code, row)));
    }

    private void AddShard(RowKey row, OutboxRecord shard)
    {
        foreach (var (attempt, place) in shard.Messages)
        {
            CheckLease(row, place.LeaseEnd);
            if (place.Next is OutboxEffect.CleanUp) // which is about no use
            {
                _underWay.Add(attempt);
                continue;
            }

            _uses.Add(new(place.User.Value, attempt, place.Kind, null, place.LeaseEnd));
            if (place.Next is OutboxEffect.ActivationMail)
            {
                _mails.Enlisted(attempt);
            }
        }
    }

    private void AddMails(RowKey row, MailRecord shard)
    {
        if (!Enumerable.Range(0, MailShards.Count).Any(number => MailShards.GrainKey(number) == row.GrainKey))
        {
            Report(new(Invariant.Readable, "the key is not a shard's", [row]));
            return;
        }

        ReportAll(_mails.Waiting(row, shard, now));
    }

    private void AddSessions(RowKey row, SessionRecord record)
    {
        if (!UserId.TryParse(row.GrainKey["session/".Length..], out var id) || row.GrainKey != $"session/{id}")
        {
            Report(new(Invariant.Readable, "the key is not a user's", [row]));
            return;
        }

        ReportAll(_sessions.Stored(row, id.Value, record));
    }

    private void AddAnswers(RowKey row, CaptchaRecord shard)
    {
        var digits = row.GrainKey["captcha/".Length..];
        if (digits.Length != CaptchaShards.Digits || !digits.All(char.IsAsciiHexDigitLower))
        {
            Report(new(Invariant.Readable, "the key is not a shard's", [row]));
            return;
        }

        foreach (var (answer, used) in shard.Used)
        {
            if (!answer.StartsWith(digits, StringComparison.Ordinal))
            {
                Report(new(Invariant.Captcha, "a used answer is where it is not looked for", [row]));
            }

            if (used.ExpiresAt > now + LongestAnswer)
            {
                Report(
                    new(
                        Invariant.Captcha,
                        string.Create(
                            CultureInfo.InvariantCulture,
                            $"a used answer expires at {used.ExpiresAt:u}, later than {LongestAnswer.TotalSeconds} s from now"
                        ),
                        [row]
                    )
                );
            }
        }
    }

    private void CheckOwner(RowKey row, UserId owner)
    {
        if (owner.Value == Guid.Empty)
        {
            Report(new(Invariant.Readable, "the payload names no owner", [row]));
        }
    }

    private void CheckLease(RowKey row, DateTimeOffset? leaseEnd)
    {
        if (leaseEnd > now + LongestLease)
        {
            Report(
                new(
                    Invariant.I5,
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"a lease ends at {leaseEnd:u}, later than {LongestLease.TotalSeconds} s from now"
                    ),
                    [row]
                )
            );
        }
    }

    private CodeFacts FactsOf(string key) => CollectionsMarshal.GetValueRefOrAddDefault(_codes, key, out _) ??= new();

    /// <summary>The payload as the service would read it; <c>null</c>, and a breach, when it could not, or when the key is another type's.</summary>
    private T? Read<T>(StoredRow row, JsonTypeInfo<T> type)
        where T : class
    {
        if (!row.Key.GrainKey.StartsWith($"{row.Key.GrainType}/", StringComparison.Ordinal))
        {
            Report(new(Invariant.Readable, "the key does not begin with the type", [row.Key]));
            return null;
        }

        try
        {
            if (JsonSerializer.Deserialize(row.Payload.Span, type) is { } record)
            {
                return record;
            }
        }
        catch (Exception exception)
            when (exception is JsonException or FormatException or InvalidOperationException or NotSupportedException)
        {
            // Reported below; the exception's own words hold parts of the payload.
        }

        Report(new(Invariant.Readable, "the payload cannot be read", [row.Key]));
        return null;
    }

    private void ReportAll(IEnumerable<Breach> found)
    {
        foreach (var breach in found)
        {
            Report(breach);
        }
    }

    private void Report(Breach? breach)
    {
        if (breach is not null)
        {
            _breaches++;
            report(breach);
        }
    }
}
