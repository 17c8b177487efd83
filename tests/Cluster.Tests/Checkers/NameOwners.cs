namespace OrleansRegistration.Tests;

/// <summary>
/// A name has one owner: of all sign-ups that want a name, in whatever form it is written, at most one is acknowledged
/// or stored. A name that has an owner is not told to be available. A sign-up whose names nobody else wants is not
/// refused for them.
/// </summary>
internal static class NameOwners
{
    public static Verdict Check(IReadOnlyList<Operation> history, long bound)
    {
        var verdict = new Verdict("names");
        var (owners, contested) = (0, 0);
        var uses = history.SelectMany(o => o.Names.Select(name => (Name: name, Operation: o)));
        foreach (var name in uses.GroupBy(use => use.Name, use => use.Operation))
        {
            var owning = name.Where(o => o is { What: What.SignUp or What.Row, IsOk: true }).ToList();
            var keys = owning.Select(o => o.Key).Distinct().ToList();
            var wanting = name.Where(o => o.What == What.SignUp).Select(o => o.Key).Distinct().Count();
            contested += wanting > 1 ? 1 : 0;
            var kind = name.Key[..name.Key.IndexOf('/', StringComparison.Ordinal)];
            if (wanting == 1 && name.FirstOrDefault(o => IsTaken(o, kind)) is { } refused)
            {
                verdict.Breach(
                    $"{name.Key} is refused as taken, but nobody else wants it (operation {refused.Number})"
                );
            }

            if (keys.Count > 1)
            {
                verdict.Breach($"{name.Key} has {keys.Count} owners: {string.Join(", ", keys)}");
            }

            if (keys.Count == 0)
            {
                continue;
            }

            owners++;
            var since = owning.Min(o => o.Completed);
            foreach (var look in name.Where(o => o is { What: What.Availability, Count: 1 } && o.Invoked > since))
            {
                verdict.Stale(look, since, bound, $"{name.Key} is told to be available");
            }
        }

        verdict.Figure("names", owners);
        verdict.Figure("contested", contested);
        return verdict;
    }

    private static bool IsTaken(Operation operation, string kind) =>
        operation is { What: What.SignUp, Error: { } error }
        && error.Contains($"{kind}:taken", StringComparison.Ordinal);
}
