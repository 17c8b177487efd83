using System.Globalization;
using System.Text;
using Microsoft.Data.Sqlite;
using OrleansRegistration.Storage;
using Sylvan.Data.Csv;

namespace OrleansRegistration.Importing;

/// <summary>
/// The report of an import: <c>report.txt</c> for people, and <c>problems.csv</c> with each value that could not be
/// taken over as it is. Both are private to this user, because they hold names and addresses.
/// </summary>
internal static class ImportReport
{
    // A program for tables would run a value that begins like a formula.
    private const string Problems = """
        select p.account as user_id,
            case when substr(a.username, 1, 1) in ('=', '+', '-', '@', char(9), char(13)) then '''' else '' end
                || coalesce(a.username, '') as username,
            p.problem,
            case when substr(p.found, 1, 1) in ('=', '+', '-', '@', char(9), char(13)) then '''' else '' end
                || p.found as found,
            p.becomes, p.other as other_user_id
        from problem p left join account a on a.id = p.account order by p.account, p.rowid
        """;

    private static readonly Dictionary<string, string> Meanings = new(StringComparer.Ordinal)
    {
        ["username_required"] = "no username: gets a made-up one",
        ["username_length"] = "username too short or too long: kept if possible, to be changed",
        ["username_invalid"] =
            "username has characters or a form that are not allowed: kept if possible, to be changed",
        ["username_reserved"] = "username is reserved: kept, to be changed",
        ["username_taken"] = "an older account has the username: gets a made-up one",
        ["username_taken_here"] = "an account of this store has the username: gets a made-up one",
        ["nickname_required"] = "no nickname: gets a made-up one",
        ["nickname_length"] = "nickname too short or too long: kept if possible, to be changed",
        ["nickname_invalid"] = "nickname is not allowed: gets a made-up one",
        ["nickname_reserved"] = "nickname is reserved: gets a made-up one",
        ["nickname_taken"] = "an older account has the nickname: gets a made-up one",
        ["nickname_taken_here"] = "an account of this store has the nickname: gets a made-up one",
        ["email_required"] = "no e-mail address: not activated until the owner gives one",
        ["email_length"] = "e-mail address too long: not activated until the owner gives another one",
        ["email_invalid"] = "not an e-mail address: not activated until the owner gives one",
        ["email_taken"] = "an older account has the e-mail address: not activated until the owner gives another one",
        ["email_taken_here"] = "an account of this store has the e-mail address: as above",
        ["password_none"] = "no password: a reset by mail sets one",
        ["password_unusable"] = "hash is broken, unknown or too costly: a reset by mail sets a password",
        ["cannot_log_in"] = "neither password nor e-mail address: nobody can log in",
        ["disabled"] = "was in use and is switched off: imported as disabled",
        ["staff"] = "has rights at the site: gets none here (Silo admin)",
        ["date_joined"] = "not a time in the past: gets the time of the import",
        ["user_level"] = "not a level from 0 to 5: gets 0",
        ["user_consumption"] = "not an amount: gets 0",
        ["user_consumption_rounded"] = "rounded to two decimals",
        ["invitation_user_count"] = "not a count: gets 0",
        ["code_default"] = "the default code that everybody shares: gets a new one",
        ["code_invalid"] = "not a code: not taken over",
        ["code_taken"] = "another account has the code: not taken over",
        ["code_taken_here"] = "an account of this store has the code: not taken over",
        ["code_retired"] = "a second code: kept, but it works no more",
        ["code_of_nobody"] = "a code of an account that does not exist: not taken over",
    };

    /// <summary>Writes both files, and returns the text of the first.</summary>
    public static async Task<string> WriteAsync(
        Staging staging,
        ImportCounts counts,
        string folder,
        string source,
        bool isDryRun,
        CancellationToken cancellationToken
    )
    {
        var text = Describe(staging, counts, source, isDryRun);
        await using (var report = Create(folder, "report.txt"))
        {
            await report.WriteAsync(text.AsMemory(), cancellationToken);
        }

        await using var problems = Create(folder, "problems.csv");
        await using var csv = CsvDataWriter.Create(problems);
        await using var select = staging.Connection.CreateCommand();
        select.CommandText = Problems;
        await using var rows = await select.ExecuteReaderAsync(cancellationToken);
        await csv.WriteAsync(rows, cancellationToken);
        return text;
    }

    private static StreamWriter Create(string folder, string name) =>
        new(
            new FileStream(
                Path.Combine(folder, name),
                PrivateFiles.Options(FileMode.Create, FileAccess.Write, FileShare.Read)
            ),
            new UTF8Encoding(encoderShouldEmitUTF8Identifier: false)
        );

    private static string Describe(Staging staging, ImportCounts counts, string source, bool isDryRun)
    {
        var text = new StringBuilder();
        Line($"Accounts of source '{source}': {Number("select count(*) from account")}");
        Line($"  {(isDryRun ? "to be imported" : "imported")}: {counts.Imported}");
        Line($"    active: {counts.Active}");
        Line($"    not activated: {counts.NotActivated} (their owners must ask for an activation mail)");
        Line($"    disabled: {counts.Disabled}");
        Line($"    with names that their owners must change: {counts.MustChangeNames}");
        Line(
            $"    with a level that their consumption does not reach or exceeds: {counts.LevelByHand} (level by hand)"
        );
        Line($"    with a new invitation code: {counts.FreshCodes}");
        Line($"  in the store already, left as they are: {counts.Already}");
        Line($"");
        Line($"Passwords by algorithm");
        Lines("select algorithm, count(*) from account group by 1 order by 2 desc, 1", name => name);
        Line($"");
        DescribeInvitations(staging, text);
        Line($"");
        Line($"Problems, each in problems.csv");
        Lines(
            "select problem, count(*) from problem group by 1 order by 1",
            name => Meanings.TryGetValue(name, out var meaning) ? $"{name} ({meaning})" : name
        );
        Line($"");
        Line($"Not taken over: first_name, last_name, last_login, groups and rights.");
        if (isDryRun)
        {
            Line($"Nothing was changed. To import: the same command with --accept-report {staging.Fingerprint}");
            Line($"instead of --dry-run, while the service is stopped.");
        }

        return text.ToString();

        void Line(FormattableString line) => text.AppendLine(line.ToString(CultureInfo.InvariantCulture));

        long Number(string sql) => Query(staging, sql).Single().Number;

        void Lines(string sql, Func<string, string> describe)
        {
            foreach (var (name, number) in Query(staging, sql))
            {
                Line($"  {describe(name.Length == 0 ? "(unknown)" : name)}: {number}");
            }
        }
    }

    // The site stores a count with each inviter, and no invitee knows its inviter. So the only check is against the
    // number of accounts.
    private static void DescribeInvitations(Staging staging, StringBuilder text)
    {
        var found = Query(staging, "select coalesce(sum(invitees), 0) from account").Single().Number;
        var accounts = Query(staging, "select count(*) from account").Single().Number;
        var most = Math.Max(0, accounts - 1);
        text.AppendLine(
            CultureInfo.InvariantCulture,
            $"""
            Invited accounts
              as the site counted: {found}
              as recomputed: at most {most}. No row of the site says who invited whom, so no count can be recomputed by
              account. The site counts before it knows whether a sign-up succeeds, it loses counts of sign-ups at the
              same time, and it keeps counts of deleted accounts.
              {(
                found > most
                    ? $"The site counted {found - most} more than there can be now."
                    : "The counts are possible."
            )}
            """
        );
    }

    private static IEnumerable<(string Name, long Number)> Query(Staging staging, string sql)
    {
        using var command = staging.Connection.CreateCommand();
#pragma warning disable CA2100 // The constants above.
        command.CommandText = sql;
#pragma warning restore CA2100
        using var rows = command.ExecuteReader();
        while (rows.Read())
        {
            yield return (rows.GetString(0), rows.GetInt64(rows.FieldCount - 1));
        }
    }
}
