using System.Collections.Immutable;
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
/// Plans the rows that a number of sign-ups would have left, one sign-up each millisecond, the last one a lease ago.
/// Each account has its own row, its three names with passed leases, and its code. The outbox is dispatched and all
/// mails were sent. Nine of ten accounts were invited with the code of a random earlier account. Usernames and
/// nicknames are <c>seed0000001</c> and so on, e-mail addresses <c>seed0000001@example.org</c>.
/// </summary>
internal sealed class SeedPlan
{
    /// <summary>The most accounts, as the names have seven digits.</summary>
    public const int MaxAccounts = 9_999_999;

    private const int RowsAnAccount = 5;
    private const int Uninvited = 10; // one of ten accounts
    private const int NoInviter = -1;

    // A redemption writes its row twice: when it is claimed, and when it is counted or dispatched.
    private const int WritesARedemption = 2;

    private readonly StateJsonSerializer _serializer = new();
    private readonly string _passwordHash;
    private readonly TimeSpan _lease;
    private readonly TimeSpan? _activateWithin;
    private readonly DateTimeOffset _start;
    private readonly UserId[] _ids;
    private readonly Guid[] _attempts;
    private readonly InvitationCode[] _codes;
    private readonly int[] _inviters;
    private readonly List<int>?[] _invited; // by inviter, in the order in which they joined
    private readonly int[] _dispatched = new int[OutboxShards.Count];

    /// <summary>Draws the ids, codes and inviters.</summary>
    /// <param name="accounts">The number of accounts, 1 to <see cref="MaxAccounts"/>.</param>
    /// <param name="passwordHash">The password hash of all accounts, as a PHC string.</param>
    /// <param name="activateWithin">
    /// After this time an account that was never activated lapses; <c>null</c> for never.
    /// </param>
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
                _dispatched[OutboxShards.NumberOf(_ids[i])]++;
            }
        }
    }

    /// <summary>The number of rows.</summary>
    public int Count => (RowsAnAccount * _ids.Length) + _dispatched.Count(messages => messages > 0);

    /// <summary>Makes the rows in the order of the table's primary key, so that a load only appends.</summary>
    public IEnumerable<SeedRow> Rows()
    {
        var all = Enumerable.Range(0, _ids.Length);
        return InCodeOrder()
            .Select(Code)
            .Concat(all.Select(i => Name(NameKind.Email, Email(i).Key, i)))
            .Concat(all.Select(i => Name(NameKind.Nickname, Nickname(i).Key, i)))
            .Concat(Enumerable.Range(0, _dispatched.Length).Where(shard => _dispatched[shard] > 0).Select(Shard))
            .Concat(all.Select(User)) // in the order of their ids, which begin with a time
            .Concat(all.Select(i => Name(NameKind.Username, Username(i).Key, i)));
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
            GrainTypes.User,
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
                Tokens =
                [
                    new(
                        MailKind.Activation,
                        MailToken.New(_ids[account]).Hash(),
                        Joined(account),
                        Joined(account).AddDays(1)
                    ),
                ],
            }
        );
    }

    private SeedRow Name(NameKind kind, string key, int account) =>
        Row(
            GrainTypes.Of(kind),
            GrainKeys.ForName(kind, key),
            1,
            new Reservation(_ids[account], _attempts[account], Joined(account) + _lease)
        );

    private SeedRow Code(int account)
    {
        var invitees = _invited[account] ?? [];
        ImmutableArray<CountedRedemption> listed =
        [
            .. invitees.Select((user, i) => new CountedRedemption(i + 1, _ids[user])),
        ];
        return Row(
            GrainTypes.Code,
            _codes[account].GrainKey,
            1 + (WritesARedemption * invitees.Count),
            new InvitationCodeRecord
            {
                Owner = _ids[account],
                Attempt = _attempts[account],
                LeaseEnd = Joined(account) + _lease,
                OwnerCommitted = invitees.Count > 0, // remembered with its first use
                Registered = invitees.Count,
                Unlisted = invitees.Count > 0 ? listed : null, // too few for pages
                FirstListed = invitees.Count > 0 ? 1 : null,
            }
        );
    }

    private SeedRow Shard(int shard) =>
        Row(GrainTypes.Outbox, GrainKeys.ForOutbox(shard), WritesARedemption * _dispatched[shard], new OutboxRecord());

    private SeedRow Row<T>(string type, string key, int version, T record) =>
        new(type, key, version, _serializer.Serialize(record).ToArray());
}
