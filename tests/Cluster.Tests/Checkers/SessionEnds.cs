namespace OrleansRegistration.Tests;

/// <summary>
/// A session that ended never refreshes after the acknowledged end; a password that was replaced opens nothing; and
/// answers are about the account of the session. A sign-out ends its session. A change of the password ends all other
/// sessions of the account, and so does the activation.
/// </summary>
internal static class SessionEnds
{
    public static Verdict Check(IReadOnlyList<Operation> history, long bound)
    {
        var verdict = new Verdict("sessions");
        var (ended, refused, replaced) = (0, 0, 0);
        foreach (var account in history.Where(o => o.Outcome != Outcome.Unknown).GroupBy(o => o.Key))
        {
            List<Operation> operations = [.. account];
            var ends = Ends(operations);
            ended += ends.Count;
            foreach (var refresh in operations.Where(o => o is { What: What.Refresh, Session: not null }))
            {
                var isOver = ends.TryGetValue(refresh.Session!, out var end) && refresh.Invoked > end;
                refused += isOver && !refresh.IsOk ? 1 : 0;
                if (isOver && refresh.IsOk)
                {
                    verdict.Stale(refresh, end, bound, $"session {refresh.Session} was refreshed");
                }
            }

            replaced += OldPasswords(verdict, operations, bound);
            OwnAccount(verdict, operations);
        }

        verdict.Figure("ended", ended);
        verdict.Figure("refused after their end", refused);
        verdict.Figure("passwords replaced", replaced);
        return verdict;
    }

    /// <summary>When the end of each session was acknowledged.</summary>
    private static Dictionary<string, long> Ends(List<Operation> account)
    {
        var ends = new Dictionary<string, long>();
        var begun = new Dictionary<string, long>();
        foreach (var operation in account.Where(o => o is { IsOk: true, Session: not null }).OrderBy(o => o.Completed))
        {
            switch (operation.What)
            {
                case What.SignOut:
                    ends.TryAdd(operation.Session!, operation.Completed);
                    break;
                case What.PasswordChange or What.Activation:
                    foreach (var (session, since) in begun)
                    {
                        if (session != operation.Session && since < operation.Invoked)
                        {
                            ends.TryAdd(session, operation.Completed);
                        }
                    }

                    break;
            }

            if (operation.What is What.SignUp or What.LogIn or What.Activation)
            {
                begun.TryAdd(operation.Session!, operation.Completed);
            }
        }

        return ends;
    }

    private static int OldPasswords(Verdict verdict, List<Operation> account, long bound)
    {
        var changes = account.Where(o => o is { What: What.PasswordChange, IsOk: true }).ToList();
        if (changes.Count > 0)
        {
            foreach (var logIn in account.Where(o => o is { What: What.LogIn, IsOk: true }))
            {
                var newer = changes.Where(o => o.Password > logIn.Password && o.Completed < logIn.Invoked).ToList();
                if (newer.Count > 0)
                {
                    verdict.Stale(
                        logIn,
                        newer.Min(o => o.Completed),
                        bound,
                        $"account {logIn.Key} opened with password {logIn.Password}"
                    );
                }
            }
        }

        return changes.Count;
    }

    private static void OwnAccount(Verdict verdict, List<Operation> account)
    {
        var ids = account
            .Where(o => o is { What: What.SignUp or What.LogIn or What.Me, IsOk: true, User: not null })
            .Select(o => o.User)
            .Distinct()
            .ToList();
        if (ids.Count > 1)
        {
            verdict.Breach($"sessions of account {account[0].Key} show {string.Join(" and ", ids)}");
        }
    }
}
