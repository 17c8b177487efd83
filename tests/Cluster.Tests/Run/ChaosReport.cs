using System.Globalization;
using System.Text;

namespace OrleansRegistration.Tests;

/// <summary>What a run found: breaches, and a table of faults in Markdown.</summary>
internal sealed class ChaosReport(
    ChaosPlan plan,
    IReadOnlyList<Operation> history,
    IReadOnlyList<FaultWindow> windows,
    IReadOnlyList<Verdict> verdicts,
    IReadOnlyList<string> breaches,
    IReadOnlyList<IReadOnlyList<int>> deaths
)
{
    private const double Goal = 10;

    public IReadOnlyList<string> Breaches => breaches;

    public string ToMarkdown()
    {
        var text = new StringBuilder();
        var signUps = history.Where(o => o is { What: What.SignUp, IsOk: true }).Select(o => o.Key).Distinct().Count();
        text.Append(
            CultureInfo.InvariantCulture,
            $"""
            Seed {plan.Seed}, {windows.Count} faults, {signUps} sign-ups, {history.Count} operations,
            {plan.Clients} clients, {ChaosPlan.Nodes} nodes, .NET {Environment.Version},
            {Environment.ProcessorCount} cores, {Seconds(windows[^1].Answered)} s.


            """
        );
        text.AppendLine(
            "| fault | times | operations under way | 201s before | 201s after | longest wait of a client "
                + "| last failed try after | all nodes answer after healing | nodes ended by themselves "
                + "| writes of overlapping activations refused | lost | doubled | stuck |"
        );
        text.AppendLine("|---|---|---|---|---|---|---|---|---|---|---|---|---|");
        foreach (var kind in windows.GroupBy(window => window.Name).OrderBy(kind => kind.Key, StringComparer.Ordinal))
        {
            text.AppendLine(Row(kind.Key, [.. kind]));
        }

        text.AppendLine();
        foreach (var left in FaultKinds.All.Where(kind => kind.WhyLeftOut is not null))
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"- Left out: {left.Name}, because {left.WhyLeftOut}.");
        }

        foreach (var verdict in verdicts)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"- {verdict}");
        }

        var answers = windows.Select(window => (window.Answered - window.Healed) / 1e6).ToList();
        text.AppendLine(
            CultureInfo.InvariantCulture,
            $"- All nodes answered within {Goal} s after healing: {answers.Count(a => a <= Goal)} of {answers.Count};"
        );
        text.AppendLine(CultureInfo.InvariantCulture, $"  worst {answers.Max():F1} s.");
        var codes = deaths.SelectMany(node => node).GroupBy(code => code).Select(code => $"{code.Key}: {code.Count()}");
        text.AppendLine(
            CultureInfo.InvariantCulture,
            $"- Nodes that ended by themselves, by exit code: {string.Join(", ", codes)}."
        );
        foreach (var breach in breaches)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"- **Breach:** {breach}");
        }

        return text.ToString();
    }

    private string Row(string name, List<FaultWindow> times)
    {
        var before = times.Sum(window => SignUps(window.Calm, window.Injected));
        var after = times.Sum(window => SignUps(window.Injected, window.Answered));
        var wait = times.Max(window =>
            history
                .Where(o => o.Invoked < window.Answered && o.Completed > window.Injected && o.What != What.Row)
                .Select(o => (o.Outcome == Outcome.Unknown ? window.Answered : o.Completed) - o.Invoked)
                .DefaultIfEmpty()
                .Max()
        );
        var failed = times.Max(window => window.LastFailure == 0 ? 0 : window.LastFailure - window.Injected);
        var answered = times.Max(window => window.Answered - window.Healed);
        var stuck = history.Count(o =>
            o.Outcome == Outcome.Unknown && times.Exists(w => o.Invoked >= w.Calm && o.Invoked < w.Answered)
        );
        return string.Create(
            CultureInfo.InvariantCulture,
            $"| {name} | {times.Count} | {times.Sum(w => w.UnderWay)} | {before} | {after} | {Seconds(wait)} s "
                + $"| {Seconds(failed)} s | {Seconds(answered)} s | {times.Sum(w => w.Deaths)} "
                + $"| {times.Sum(w => w.Overlaps)} | {Keys(v => v.Lost)} "
                + $"| {Keys(v => v.Doubled)} | {stuck} |"
        );

        // Of the accounts that were acknowledged between the fault before and the end of this one.
        int Keys(Func<Verdict, List<string>> keys) =>
            verdicts
                .SelectMany(keys)
                .Count(key =>
                    history.Any(o =>
                        o is { What: What.SignUp, IsOk: true }
                        && o.Key == key
                        && times.Exists(w => o.Completed >= w.Calm && o.Completed < w.Answered)
                    )
                );

        int SignUps(long from, long to) =>
            history.Count(o => o is { What: What.SignUp, IsOk: true } && o.Completed >= from && o.Completed < to);
    }

    private static string Seconds(long microseconds) =>
        (microseconds / 1e6).ToString("F1", CultureInfo.InvariantCulture);
}
