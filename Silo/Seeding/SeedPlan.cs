using System.Globalization;
using System.Security.Cryptography;
using OrleansRegistration.InvitationCodes;
using OrleansRegistration.Invitees;
using OrleansRegistration.Mail;
using OrleansRegistration.Names;
using OrleansRegistration.Outbox;
using OrleansRegistration.Reservations;
using OrleansRegistration.Storage;
using OrleansRegistration.Users;

namespace OrleansRegistration.Seeding;

/// <summary>
/// The rows that a number of sign-ups would have left, one a millisecond, the last one lease ago: each account's own row, its three names with
/// leases that have passed, its code, and the outbox after it was worked off, and all mails were sent. Nine of ten accounts were invited by the code of an earlier one,
/// any of them. Names are <c>seed0000001</c> and so on, also as nickname and before <c>@example.org</c>.
/// </summary>
internal sealed class SeedPlan
{
    /// <summary>The most accounts: what the names have digits for.</summary>
    public const int MaxAccounts = 9_999_999;

    private const int RowsAnAccount = 5;
    private const int Uninvited = 10; // one of so many
    private const int NoInviter = -1;

    // A use writes its row twice: once when it is claimed, once when it is counted or worked off.
    private const int WritesAUse = 2;

    private readonly StateJsonSerializer _serializer = new();
    private readonly string _passwordHash;
    private readonly TimeSpan _lease;
    private readonly TimeSpan? _activateWithin;
    private readonly DateTimeOffset _start;
    private readonly UserId[] _ids;
    private readonly Guid[] _attempts;
    private readonly InvitationCode[] _codes;
    private readonly int[] _inviters;
    private readonly List<int>?[] _invited; // by inviter, in the order of joining
    private readonly int[] _worked = new int[OutboxShards.Count];

    /// <summary>Draws ids, codes and inviters.</summary>
    /// <param name="accounts">How many, 1 to <see cref="MaxAccounts"/>.</param>
    /// <param name="passwordHash">The PHC string of all of them.</param>
    /// <param name="activateWithin">After what time an account never activated lapses; <c>null</c> for never.</param>
    public SeedPlan(int accounts, string passwordHash, TimeSpan lease, TimeSpan? activateWithin, DateTimeOffset now)
    {
        (_passwordHash, _lease, _activateWithin) = (passwordHash, lease, activateWithin);
        _start = now - lease - TimeSpan.FromMilliseconds(accounts);
        _ids = new UserId[accounts];
        _attempts = new Guid[accounts];
        _inviters = new int[accounts];
        _invited = new List<int>?[accounts];
        _codes = DrawCodes(accounts);
        for (var i = 0; i < accounts; i++)
        {
            _ids[i] = new(Guid.CreateVersion7(Joined(i)));
            _attempts[i] = Guid.NewGuid();
            _inviters[i] = i % Uninvited == 0 ? NoInviter : RandomNumberGenerator.GetInt32(i);
            if (_inviters[i] != NoInviter)
            {
                (_invited[_inviters[i]] ??= []).Add(i);
                _worked[OutboxShards.NumberOf(_ids[i])]++;
            }
        }
    }

    /// <summary>How many rows there are.</summary>
    public int Count => (RowsAnAccount * _ids.Length) + _worked.Count(uses => uses > 0);

    /// <summary>Makes the rows in the order of the table's primary key, each type's with its own, so that a load only ever appends.</summary>
    public IEnumerable<SeedRow> Rows()
    {
        var all = Enumerable.Range(0, _ids.Length);
        return InCodeOrder()
            .Select(Code)
            .Concat(all.Select(i => Name("email", Email(i).Key, i)))
            .Concat(all.Select(i => Name("nickname", Nickname(i).Key, i)))
            .Concat(Enumerable.Range(0, _worked.Length).Where(shard => _worked[shard] > 0).Select(Shard))
            .Concat(all.Select(User)) // ids begin with their time
            .Concat(all.Select(i => Name("username", Username(i).Key, i)));
    }

    private static InvitationCode[] DrawCodes(int count)
    {
        var drawn = new HashSet<InvitationCode>(count);
        while (drawn.Count < count)
        {
            drawn.Add(InvitationCode.Generate());
        }

        return [.. drawn];
    }

    private static string Text(int account) => string.Create(CultureInfo.InvariantCulture, $"seed{account + 1:D7}");

    private static Username Username(int account) =>
        Names.Username.TryParse(Text(account), out var name) == NameProblem.None
            ? name!
            : throw new InvalidOperationException("A seeded username is none.");

    private static Nickname Nickname(int account) =>
        Names.Nickname.TryParse(Text(account), out var name) == NameProblem.None
            ? name!
            : throw new InvalidOperationException("A seeded nickname is none.");

    private static EmailAddress Email(int account) =>
        EmailAddress.TryParse($"{Text(account)}@example.org", out var name) == NameProblem.None
            ? name!
            : throw new InvalidOperationException("A seeded e-mail address is none.");

    private int[] InCodeOrder()
    {
        var order = Enumerable.Range(0, _codes.Length).ToArray();
        Array.Sort(Array.ConvertAll(_codes, code => code.Value), order, StringComparer.Ordinal);
        return order;
    }

    private DateTimeOffset Joined(int account) => _start.AddMilliseconds(account);

    private SeedRow User(int account)
    {
        var (username, nickname, email) = (Username(account), Nickname(account), Email(account));
        return Row(
            "user",
            _ids[account].GrainKey,
            1,
            new UserRecord
            {
                Status = UserStatus.Live,
                SignUpAttempt = _attempts[account],
                Username = username.Value,
                UsernameKey = username.Key,
                Nickname = nickname.Value,
                NicknameKey = nickname.Key,
                Email = email.Value,
                EmailKey = email.Key,
                PasswordHash = _passwordHash,
                DateJoined = Joined(account),
                ActivateBy = Joined(account) + _activateWithin,
                InviterCode = _inviters[account] == NoInviter ? null : _codes[_inviters[account]],
                Codes = [_codes[account]],
                Mail = new(MailState.Sent, null, Joined(account)),
            }
        );
    }

    private SeedRow Name(string type, string key, int account) =>
        Row(type, $"{type}/{key}", 1, new Reservation(_ids[account], _attempts[account], Joined(account) + _lease));

    private SeedRow Code(int account)
    {
        var uses = _invited[account] ?? [];
        return Row(
            "code",
            _codes[account].GrainKey,
            1 + (WritesAUse * uses.Count),
            new InvitationCodeRecord
            {
                Owner = _ids[account],
                Attempt = _attempts[account],
                LeaseEnd = Joined(account) + _lease,
                OwnerCommitted = uses.Count > 0, // remembered with its first use
                Registered = uses.Count,
                Unlisted =
                    uses.Count > 0 ? [.. uses.Select((user, i) => new CountedRedemption(i + 1, _ids[user]))] : null, // too few for pages
                FirstListed = uses.Count > 0 ? 1 : null,
            }
        );
    }

    private SeedRow Shard(int shard) =>
        Row("outbox", OutboxShards.GrainKey(shard), WritesAUse * _worked[shard], new OutboxRecord());

    private SeedRow Row<T>(string type, string key, int version, T record) =>
        new(type, key, version, _serializer.Serialize(record).ToArray());
}
