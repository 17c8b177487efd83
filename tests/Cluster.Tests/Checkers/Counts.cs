namespace OrleansRegistration.Tests;

/// <summary>
/// Jepsen's interval <c>counter</c> for each code. A count that is read is never above the sign-ups with the code that
/// were acknowledged or may have been committed by then, and never below what was read before. A count that follows
/// "within a moment" may be behind the acknowledgements while the run goes on. After the run it is exact: the last read
/// of each code must have every acknowledged sign-up.
/// </summary>
internal static class Counts
{
    public static Verdict Check(IReadOnlyList<Operation> history, long bound)
    {
        var verdict = new Verdict("counts");
        var (codes, reads) = (0, 0);
        foreach (var code in history.Where(o => o.Code is not null).GroupBy(o => o.Code!))
        {
            // A sign-up that was sent several times counts once, from its first try to its first acknowledgement.
            var signUps = code.Where(o => o.What == What.SignUp && o.Outcome != Outcome.Fail)
                .GroupBy(o => o.Key)
                .Select(o => (Invoked: o.Min(one => one.Invoked), Completed: o.Min(one => one.Completed)))
                .ToList();
            var counts = code.Where(o => o is { What: What.Me, IsOk: true, Count: not null }).ToList();
            if (counts.Count == 0)
            {
                if (signUps.Exists(o => o.Completed < long.MaxValue))
                {
                    verdict.Breach($"the count of code {code.Key} was never read");
                }

                continue;
            }

            codes++;
            reads += counts.Count;
            NeverAbove(verdict, code.Key, signUps.Select(o => o.Invoked), counts);
            NeverBack(verdict, code.Key, counts, bound);
            var last = counts.MaxBy(o => o.Invoked)!;
            var acknowledged = signUps.Count(o => o.Completed < last.Invoked);
            if (last.Count < acknowledged)
            {
                verdict.Breach($"code {code.Key} counts {last.Count}, but {acknowledged} sign-ups were acknowledged");
            }
        }

        verdict.Figure("codes", codes);
        verdict.Figure("reads", reads);
        return verdict;
    }

    private static void NeverAbove(Verdict verdict, string code, IEnumerable<long> invoked, List<Operation> counts)
    {
        var begun = invoked.Order().ToList();
        var possible = 0;
        foreach (var read in counts.OrderBy(o => o.Completed))
        {
            while (possible < begun.Count && begun[possible] < read.Completed)
            {
                possible++;
            }

            if (read.Count > possible)
            {
                verdict.Breach(
                    $"code {code} counts {read.Count}, but only {possible} sign-ups had begun (operation {read.Number})"
                );
            }
        }
    }

    private static void NeverBack(Verdict verdict, string code, List<Operation> counts, long bound)
    {
        var told = counts.OrderBy(o => o.Completed).ToList();
        var (next, most, since) = (0, -1L, 0L);
        foreach (var read in counts.OrderBy(o => o.Invoked))
        {
            for (; next < told.Count && told[next].Completed < read.Invoked; next++)
            {
                if (told[next].Count > most)
                {
                    (most, since) = (told[next].Count!.Value, told[next].Completed);
                }
            }

            if (read.Count < most)
            {
                verdict.Stale(read, since, bound, $"code {code} counts {read.Count} after it had counted {most}");
            }
        }
    }
}
