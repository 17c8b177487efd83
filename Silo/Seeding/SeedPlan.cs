using System.Globalization;
using System.Security.Cryptography;
using OrleansRegistration.InvitationCodes;
using OrleansRegistration.Invitees;
using OrleansRegistration.Mail;
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

    private readonly StateJsonSerializer serializer = new();
    private readonly string passwordHash;
    private readonly TimeSpan lease;
    private readonly TimeSpan? activateWithin;
    private readonly DateTimeOffset start;
    private readonly UserId[] ids;
    private readonly Guid[] attempts;
    private readonly InvitationCode[] codes;
    private readonly int[] inviters;
    private readonly List<int>?[] invited; // by inviter, in the order of joining
    private readonly int[] worked = new int[OutboxShards.Count];

    /// <summary>Draws ids, codes and inviters.</summary>
    /// <param name="accounts">How many, 1 to <see cref="MaxAccounts"/>.</param>
    /// <param name="passwordHash">The PHC string of all of them.</param>
    /// <param name="activateWithin">After what time an account never activated lapses; <c>null</c> for never.</param>
    public SeedPlan(int accounts, string passwordHash, TimeSpan lease, TimeSpan? activateWithin, DateTimeOffset now)
    {
        (this.passwordHash, this.lease, this.activateWithin) = (passwordHash, lease, activateWithin);
        start = now - lease - TimeSpan.FromMilliseconds(accounts);
        ids = new UserId[accounts];
        attempts = new Guid[accounts];
        inviters = new int[accounts];
        invited = new List<int>?[accounts];
        codes = DrawCodes(accounts);
        for (var i = 0; i < accounts; i++)
        {
            ids[i] = new(Guid.CreateVersion7(Joined(i)));
            attempts[i] = Guid.NewGuid();
            inviters[i] = i % Uninvited == 0 ? NoInviter : RandomNumberGenerator.GetInt32(i);
            if (inviters[i] != NoInviter)
            {
                (invited[inviters[i]] ??= []).Add(i);
                worked[OutboxShards.NumberOf(ids[i])]++;
            }
        }
    }

    /// <summary>How many rows there are.</summary>
    public int Count => (RowsAnAccount * ids.Length) + worked.Count(uses => uses > 0);

    /// <summary>Makes the rows in the order of the table's primary key, each type's with its own, so that a load only ever appends.</summary>
    public IEnumerable<SeedRow> Rows()
    {
        var all = Enumerable.Range(0, ids.Length);
        return InCodeOrder()
            .Select(Code)
            .Concat(all.Select(i => Name("email", Email(i).Key, i)))
            .Concat(all.Select(i => Name("nickname", Nickname(i).Key, i)))
            .Concat(Enumerable.Range(0, worked.Length).Where(shard => worked[shard] > 0).Select(Shard))
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
        Reservations.Username.TryParse(Text(account), out var name) == NameProblem.None
            ? name!
            : throw new InvalidOperationException("A seeded username is none.");

    private static Nickname Nickname(int account) =>
        Reservations.Nickname.TryParse(Text(account), out var name) == NameProblem.None
            ? name!
            : throw new InvalidOperationException("A seeded nickname is none.");

    private static EmailAddress Email(int account) =>
        EmailAddress.TryParse($"{Text(account)}@example.org", out var name) == NameProblem.None
            ? name!
            : throw new InvalidOperationException("A seeded e-mail address is none.");

    private int[] InCodeOrder()
    {
        var order = Enumerable.Range(0, codes.Length).ToArray();
        Array.Sort(Array.ConvertAll(codes, code => code.Value), order, StringComparer.Ordinal);
        return order;
    }

    private DateTimeOffset Joined(int account) => start.AddMilliseconds(account);

    private SeedRow User(int account)
    {
        var (username, nickname, email) = (Username(account), Nickname(account), Email(account));
        return Row(
            "user",
            ids[account].GrainKey,
            1,
            new UserRecord
            {
                Status = UserStatus.Live,
                SignUpAttempt = attempts[account],
                Username = username.Value,
                UsernameKey = username.Key,
                Nickname = nickname.Value,
                NicknameKey = nickname.Key,
                Email = email.Value,
                EmailKey = email.Key,
                PasswordHash = passwordHash,
                DateJoined = Joined(account),
                ActivateBy = Joined(account) + activateWithin,
                InviterCode = inviters[account] == NoInviter ? null : codes[inviters[account]],
                Codes = [codes[account]],
                Mail = new(MailState.Sent, null, Joined(account)),
            }
        );
    }

    private SeedRow Name(string type, string key, int account) =>
        Row(type, $"{type}/{key}", 1, new Reservation(ids[account], attempts[account], Joined(account) + lease));

    private SeedRow Code(int account)
    {
        var uses = invited[account] ?? [];
        return Row(
            "code",
            codes[account].GrainKey,
            1 + (WritesAUse * uses.Count),
            new InvitationCodeRecord
            {
                Owner = ids[account],
                Attempt = attempts[account],
                LeaseEnd = Joined(account) + lease,
                OwnerCommitted = uses.Count > 0, // remembered with its first use
                Registered = uses.Count,
                Unlisted = uses.Count > 0 ? [.. uses.Select((user, i) => new CountedUse(i + 1, ids[user]))] : null, // too few for pages
                FirstListed = uses.Count > 0 ? 1 : null,
            }
        );
    }

    private SeedRow Shard(int shard) =>
        Row("outbox", OutboxShards.GrainKey(shard), WritesAUse * worked[shard], new OutboxRecord());

    private SeedRow Row<T>(string type, string key, int version, T record) =>
        new(type, key, version, serializer.Serialize(record).ToArray());
}
