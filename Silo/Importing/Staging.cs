using System.Globalization;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Data.Sqlite;
using OrleansRegistration.InvitationCodes;
using OrleansRegistration.Storage;

namespace OrleansRegistration.Importing;

/// <summary>
/// The accounts of the source in a SQLite file of this run, where names and codes of any number of accounts are
/// compared with little memory. Disposing deletes the file, which holds personal data.
/// </summary>
internal sealed class Staging : IDisposable
{
    // All of it is one transaction without a journal: the file is not used after a failure.
    private const string Schema = """
        pragma journal_mode = off;
        pragma synchronous = off;
        pragma temp_store = file;
        begin;
        create table account (
            id integer primary key,
            joined integer not null,
            username text not null, username_key text not null, username_fate integer not null,
            nickname text not null, nickname_key text not null, nickname_fate integer not null,
            email text not null, email_key text not null, email_fate integer not null,
            password text not null, algorithm text not null,
            state integer not null, level integer not null, consumption text not null, invitees integer not null,
            code text) strict;
        create table code (code text primary key, owner integer not null, place integer not null) strict, without rowid;
        create table stored_code (id integer not null, owner integer not null, code text not null) strict;
        create table problem (
            account integer not null, problem text not null, found text not null, becomes text not null, other integer)
        strict;
        """;

    private const string AddAccount = """
        insert into account values (
            @id, @joined, @username, @usernameKey, @usernameFate, @nickname, @nicknameKey, @nicknameFate,
            @email, @emailKey, @emailFate, @password, @algorithm, @state, @level, @consumption, @invitees, @code)
        """;

    // The oldest account keeps a name. A code in the table of codes works at the site, so these come first.
    private const string Compare = """
        create index account_username on account (username_key, joined, id) where username_key <> '';
        create index account_nickname on account (nickname_key, joined, id) where nickname_key <> '';
        create index account_email on account (email_key, joined, id) where email_key <> '';
        update account as a set username_fate = 3 where username_key <> '' and exists (
            select 1 from account b
            where b.username_key = a.username_key and b.username_key <> '' and (b.joined, b.id) < (a.joined, a.id));
        update account as a set nickname_fate = 3 where nickname_key <> '' and exists (
            select 1 from account b
            where b.nickname_key = a.nickname_key and b.nickname_key <> '' and (b.joined, b.id) < (a.joined, a.id));
        update account as a set email_fate = 3 where email_key <> '' and exists (
            select 1 from account b
            where b.email_key = a.email_key and b.email_key <> '' and (b.joined, b.id) < (a.joined, a.id));
        insert into code select code, owner, id from stored_code s
            where exists (select 1 from account a where a.id = s.owner) order by id on conflict do nothing;
        insert into code select code, id, 0 from account where code is not null order by joined, id
            on conflict do nothing;
        create index code_owner on code (owner, place);
        create index problem_account on problem (account);
        insert into problem select s.owner, 'code_of_nobody', s.code, '', null from stored_code s
            where not exists (select 1 from account a where a.id = s.owner);
        insert into problem select a.id, 'code_taken', a.code, '', c.owner from (
                select id, code from account where code is not null
                union select s.owner, s.code from stored_code s join account o on o.id = s.owner) a
            join code c on c.code = a.code where c.owner <> a.id;
        """;

    private const string ReadAccounts = """
        select a.*, (select group_concat(code, ' ') from (select code from code where owner = a.id order by place)),
            case username_fate when 3 then (
                select b.id from account b where b.username_key = a.username_key and b.username_key <> ''
                order by b.joined, b.id limit 1) end,
            case nickname_fate when 3 then (
                select b.id from account b where b.nickname_key = a.nickname_key and b.nickname_key <> ''
                order by b.joined, b.id limit 1) end,
            case email_fate when 3 then (
                select b.id from account b where b.email_key = a.email_key and b.email_key <> ''
                order by b.joined, b.id limit 1) end
        from account a order by a.id
        """;

    private readonly string _file;
    private readonly SqliteConnection _connection;
    private readonly SqliteCommand _addAccount;
    private readonly SqliteCommand _addProblem;
    private readonly SqliteCommand _setBecomes;
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    private Staging(string file)
    {
        _file = file;
        File.Delete(file);
        new FileStream(file, PrivateFiles.Options(FileMode.CreateNew, FileAccess.Write, FileShare.None)).Dispose();
        _connection = new(new SqliteConnectionStringBuilder { DataSource = file, Pooling = false }.ConnectionString);
        _connection.Open();
        Execute(Schema);
        _addAccount = _connection.CreateCommand();
        _addAccount.CommandText = AddAccount;
        _addProblem = _connection.CreateCommand();
        _addProblem.CommandText = "insert into problem values (@account, @problem, @found, @becomes, @other)";
        _setBecomes = _connection.CreateCommand();
        _setBecomes.CommandText =
            "update problem set becomes = @becomes where account = @account and problem glob @problems";
    }

    /// <summary>
    /// The hash of all that was read and of the name of the source: the same source gives the same decisions.
    /// </summary>
    public string Fingerprint { get; private set; } = "";

    /// <summary>The connection, for the report.</summary>
    public SqliteConnection Connection => _connection;

    /// <summary>Reads a source into a new file in <paramref name="folder"/>, and compares the accounts.</summary>
    /// <param name="tell">Receives progress, in words for an operator.</param>
    /// <inheritdoc cref="IDjangoSource.ReadAsync" path="/exception"/>
    public static async Task<Staging> ReadAsync(
        IDjangoSource source,
        string name,
        string folder,
        DateTimeOffset now,
        Action<string> tell,
        CancellationToken cancellationToken
    )
    {
        var staging = new Staging(Path.Combine(folder, "import.tmp.db"));
        try
        {
            staging.Hash([name]);
            await staging.AddAsync(source, now, tell, cancellationToken);
            tell("comparing names and codes");
            staging.Execute(Compare);
            staging.Fingerprint = Convert.ToHexStringLower(staging._hash.GetHashAndReset().AsSpan(0, 8));
            return staging;
        }
        catch
        {
            staging.Dispose();
            throw;
        }
    }

    /// <summary>Streams the accounts in the order of their ids.</summary>
    public IEnumerable<StagedAccount> Accounts()
    {
        using var command = _connection.CreateCommand();
        command.CommandText = ReadAccounts;
        using var row = command.ExecuteReader();
        while (row.Read())
        {
            yield return new(
                row.GetInt64(0),
                new(row.GetInt64(1), TimeSpan.Zero),
                Name(2),
                Name(5),
                Name(8),
                row.GetString(11),
                (AccountState)row.GetInt32(13),
                row.GetInt32(14),
                decimal.Parse(row.GetString(15), CultureInfo.InvariantCulture),
                row.GetInt64(16),
                row.IsDBNull(17) ? null : InvitationCode.Parse(row.GetString(17)),
                row.IsDBNull(18) ? [] : [.. row.GetString(18).Split(' ').Select(InvitationCode.Parse)],
                [Other(19), Other(20), Other(21)]
            );
        }

        StagedName Name(int at) => new(row.GetString(at), row.GetString(at + 1), (NameFate)row.GetInt32(at + 2));
        long? Other(int at) => row.IsDBNull(at) ? null : row.GetInt64(at);
    }

    /// <summary>Whether an account of the source has a code.</summary>
    public bool HasCode(InvitationCode code)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = "select 1 from code where code = @code";
        command.Parameters.AddWithValue("@code", code.Value);
        return command.ExecuteScalar() is not null;
    }

    /// <summary>Notes a problem for the report.</summary>
    /// <param name="becomes">What the account gets instead.</param>
    /// <param name="other">The account that has the name or code.</param>
    public void AddProblem(long account, string problem, string found, string becomes = "", long? other = null) =>
        Run(
            _addProblem,
            ("@account", account),
            ("@problem", problem),
            ("@found", found),
            ("@becomes", becomes),
            ("@other", other)
        );

    /// <summary>Notes what an account gets instead of a name that the rules refuse.</summary>
    public void SetBecomes(long account, string field, string becomes) =>
        Run(_setBecomes, ("@account", account), ("@problems", $"{field}_*"), ("@becomes", becomes));

    /// <inheritdoc/>
    public void Dispose()
    {
        _addAccount.Dispose();
        _addProblem.Dispose();
        _setBecomes.Dispose();
        _connection.Dispose();
        _hash.Dispose();
        File.Delete(_file);
    }

    private async Task AddAsync(
        IDjangoSource source,
        DateTimeOffset now,
        Action<string> tell,
        CancellationToken cancellationToken
    )
    {
        var count = 0;
        await foreach (var row in source.ReadAsync(DjangoTables.Users, DjangoTables.UserColumns, cancellationToken))
        {
            Hash(row);
            Add(DjangoUser.Parse(row, now));
            if (++count % ImportDjango.ProgressAccounts == 0)
            {
                tell(string.Create(CultureInfo.InvariantCulture, $"{count} accounts read"));
            }
        }

        await using var add = _connection.CreateCommand();
        add.CommandText = "insert into stored_code values (@id, @owner, @code)";
        await foreach (var row in source.ReadAsync(DjangoTables.Codes, DjangoTables.CodeColumns, cancellationToken))
        {
            Hash(row);
            var id = DjangoUser.ParseId(row[0], DjangoTables.Codes);
            var owner = DjangoUser.ParseId(row[1], DjangoTables.Codes);
            var text = row[2] ?? "";
            if (text.Trim() == DjangoUser.DefaultCode)
            {
                AddProblem(owner, "code_default", text);
            }
            else if (!InvitationCode.TryParse(text, out var code))
            {
                AddProblem(owner, "code_invalid", text);
            }
            else
            {
                Run(add, ("@id", id), ("@owner", owner), ("@code", code.Value));
            }
        }
    }

    private void Add(DjangoUser user)
    {
        try
        {
            Run(
                _addAccount,
                ("@id", user.Id),
                ("@joined", user.DateJoined.UtcTicks),
                ("@username", user.Username.Value),
                ("@usernameKey", user.Username.Key),
                ("@usernameFate", (int)user.Username.Fate),
                ("@nickname", user.Nickname.Value),
                ("@nicknameKey", user.Nickname.Key),
                ("@nicknameFate", (int)user.Nickname.Fate),
                ("@email", user.Email.Value),
                ("@emailKey", user.Email.Key),
                ("@emailFate", (int)user.Email.Fate),
                ("@password", user.Password),
                ("@algorithm", user.Algorithm),
                ("@state", (int)user.State),
                ("@level", user.Level),
                ("@consumption", user.Consumption.ToString(CultureInfo.InvariantCulture)),
                ("@invitees", user.Invitees),
                ("@code", user.Code)
            );
        }
        catch (SqliteException exception) when (exception.SqliteErrorCode == 19) // SQLITE_CONSTRAINT
        {
            throw new InvalidOperationException(
                string.Create(CultureInfo.InvariantCulture, $"Table '{DjangoTables.Users}' has id {user.Id} twice."),
                exception
            );
        }

        foreach (var (problem, found) in user.Problems)
        {
            AddProblem(user.Id, problem, found);
        }
    }

    private void Hash(string?[] row)
    {
        Span<byte> length = stackalloc byte[sizeof(int)];
        foreach (var value in row)
        {
            var bytes = Encoding.UTF8.GetBytes(value ?? "");
            Unsafe.WriteUnaligned(ref length[0], value is null ? -1 : bytes.Length);
            _hash.AppendData(length);
            _hash.AppendData(bytes);
        }
    }

    private void Execute(string sql)
    {
        using var command = _connection.CreateCommand();
#pragma warning disable CA2100 // The constants above.
        command.CommandText = sql;
#pragma warning restore CA2100
        command.CommandTimeout = 0;
        command.ExecuteNonQuery();
    }

    private static void Run(SqliteCommand command, params ReadOnlySpan<(string Name, object? Value)> values)
    {
        foreach (var (name, value) in values)
        {
            if (command.Parameters.Contains(name))
            {
                command.Parameters[name].Value = value ?? DBNull.Value;
            }
            else
            {
                command.Parameters.AddWithValue(name, value ?? DBNull.Value);
            }
        }

        command.ExecuteNonQuery();
    }
}
