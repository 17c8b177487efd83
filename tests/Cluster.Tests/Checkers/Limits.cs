namespace OrleansRegistration.Tests;

/// <summary>No more sign-ups with a code are acknowledged, counted or stored than its limit allows.</summary>
internal static class Limits
{
    public static Verdict Check(IReadOnlyList<Operation> history, IReadOnlyDictionary<string, int> limits)
    {
        var verdict = new Verdict("limits");
        foreach (var (code, limit) in limits)
        {
            var uses = history.Where(o => o.Code == code).ToList();
            var accounts = uses.Where(o => o is { What: What.SignUp or What.Row, IsOk: true })
                .Select(o => o.Key)
                .Distinct()
                .Count();
            var most = uses.Where(o => o.What == What.Me).Max(o => o.Count) ?? 0;
            if (accounts > limit || most > limit)
            {
                verdict.Breach($"code {code} has the limit {limit}, {accounts} accounts and counts {most}");
            }

            verdict.Figure($"limit {limit} used", accounts);
        }

        return verdict;
    }
}
