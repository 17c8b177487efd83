namespace OrleansRegistration.Tests;

/// <summary>
/// Jepsen's <c>set-full</c> over sign-ups. An acknowledged account can be read from its acknowledgement on and has one
/// id; a refused one never exists. A read is a log-in with the account's own current password, or its row.
/// </summary>
internal static class Accounts
{
    public static Verdict Check(IReadOnlyList<Operation> history, long bound)
    {
        var verdict = new Verdict("accounts");
        var accounts = history
            .Where(o => o.What is What.SignUp or What.LogIn or What.Row or What.PasswordChange)
            .GroupBy(o => o.Key);
        var (acknowledged, refused, lost, unread) = (0, 0, 0, 0);
        foreach (var account in accounts)
        {
            var signUps = account.Where(o => o is { What: What.SignUp, Outcome: not Outcome.Unknown }).ToList();
            var reads = Reads(account);
            OneId(verdict, account);
            if (!signUps.Exists(o => o.IsOk))
            {
                refused += signUps.Count > 0 ? 1 : 0;
                NeverExists(verdict, account, signUps, reads);
                continue;
            }

            acknowledged++;
            var known = signUps.Where(o => o.IsOk).Min(o => o.Completed);
            var later = reads.Where(o => o.Invoked > known).ToList();
            foreach (var absent in later.Where(o => o.Outcome == Outcome.Fail))
            {
                verdict.Stale(absent, known, bound, $"account {account.Key} could not be read");
            }

            if (later.Count == 0)
            {
                unread++;
                verdict.Breach($"account {account.Key} was never read");
            }
            else if (later.MaxBy(o => o.Invoked)!.Outcome == Outcome.Fail)
            {
                lost++;
                verdict.Lost.Add(account.Key);
                verdict.Breach($"account {account.Key} is lost");
            }
        }

        verdict.Figure("acknowledged", acknowledged);
        verdict.Figure("refused", refused);
        verdict.Figure("lost", lost);
        verdict.Figure("never read", unread);
        return verdict;
    }

    private static void OneId(Verdict verdict, IGrouping<string, Operation> account)
    {
        var ids = account.Where(o => o.IsOk && o.User is not null).Select(o => o.User).Distinct().ToList();
        var rows = account.Count(o => o.What == What.Row);
        if (ids.Count > 1 || rows > 1)
        {
            verdict.Doubled.Add(account.Key);
            verdict.Breach($"account {account.Key} is there twice: {string.Join(", ", ids)}, {rows} rows");
        }
    }

    /// <summary>Rows, and log-ins with a password that surely was the current one.</summary>
    private static List<Operation> Reads(IEnumerable<Operation> account)
    {
        var changes = account.Where(o => o is { What: What.PasswordChange, Outcome: not Outcome.Fail }).ToList();
        return
        [
            .. account.Where(o =>
                o.Outcome != Outcome.Unknown
                && (
                    o.What == What.Row
                    || (
                        o.What == What.LogIn
                        && !changes.Exists(c => c.Invoked < o.Completed && c.Password > o.Password)
                        && (o.Password == 0 || changes.Exists(c => c.Completed < o.Invoked && c.Password == o.Password))
                    )
                )
            ),
        ];
    }

    private static void NeverExists(
        Verdict verdict,
        IGrouping<string, Operation> account,
        List<Operation> signUps,
        List<Operation> reads
    )
    {
        // A sign-up of which nobody knows what became of it is not refused.
        var isRefused = signUps.Count > 0 && account.All(o => o.What != What.SignUp || o.Outcome == Outcome.Fail);
        if (isRefused && reads.Find(o => o.IsOk) is { } read)
        {
            verdict.Breach($"sign-up {account.Key} was refused, but its account is there (operation {read.Number})");
        }
    }
}
