using System.Globalization;
using System.Text.RegularExpressions;

namespace OrleansRegistration.Tests.Repository;

/// <summary>
/// Finds citations that lead nowhere: paths, anchors, rules (<c>rule 9</c>), invariants (<c>I4</c>), traps
/// (<c>trap 2</c>) and decisions (<c>ADR 13</c>).
/// </summary>
/// <param name="paths">All files and folders, from the root.</param>
/// <param name="read">The text of a file.</param>
internal sealed partial class References(IEnumerable<string> paths, Func<string, string> read)
{
    private const string Protocol = "docs/protocol.md";
    private const string Evidence = "docs/evidence.md";
    private const string Decisions = "docs/adr/";

    private readonly HashSet<string> _paths = [.. paths];
    private readonly Dictionary<string, HashSet<string>> _anchors = [];

    /// <summary>The citations in one file that lead nowhere, each as "line: citation".</summary>
    public IEnumerable<string> FindBroken(string file, string text)
    {
        var isMarkdown = file.EndsWith(".md", StringComparison.Ordinal);
        return text.Split('\n').SelectMany((line, i) => FindInLine(line).Select(broken => $"{file}:{i + 1}: {broken}"));

        IEnumerable<string> FindInLine(string line)
        {
            var links = isMarkdown ? MarkdownLink().Matches(line).Select(match => match.Groups["target"].Value) : [];
            var cited = Citation().Matches(line).Select(match => match.Value.TrimEnd('.'));
            return links
                .Where(link => link.IndexOfAny([':', '…']) < 0 && !Exists(file, link, onlyBeside: true))
                .Concat(cited.Where(path => !MadeLater().IsMatch(path) && !Exists(file, path, onlyBeside: false)))
                .Concat(
                    Numbers(Rule(), line).Where(rule => !HasAnchor(Protocol, $"rule-{rule}")).Select(n => $"rule {n}")
                )
                .Concat(Numbers(Invariant(), line).Where(n => !HasAnchor(Protocol, $"i{n}")).Select(n => $"I{n}"))
                .Concat(Numbers(Trap(), line).Where(n => !HasAnchor(Evidence, $"trap-{n}")).Select(n => $"trap {n}"))
                .Concat(Numbers(Decision(), line).Where(n => !IsDecision(n)).Select(n => $"ADR {n}"));
        }
    }

    // One citation may name several: "rules 9 and 10", "rules 5–8".
    private static IEnumerable<string> Numbers(Regex citation, string line) =>
        citation.Matches(line).SelectMany(match => match.Groups["number"].Captures.Select(number => number.Value));

    private bool Exists(string file, string target, bool onlyBeside)
    {
        var (path, anchor) = target.Split('#', 2) is [var before, var after] ? (before, after) : (target, null);
        var folder = file[..(file.LastIndexOf('/') + 1)];
        var found = new[] { path.Length == 0 ? file : Combine(folder, path), onlyBeside ? "" : path }.FirstOrDefault(
            IsPath
        );
        return found is not null
            && (anchor is null || !found.EndsWith(".md", StringComparison.Ordinal) || HasAnchor(found, anchor));
    }

    // A decision may be cited by its number alone: docs/adr/0013.
    private bool IsPath(string path) =>
        path is "."
        || _paths.Contains(path.TrimEnd('/'))
        || (path.StartsWith(Decisions, StringComparison.Ordinal) && IsDecision(path[Decisions.Length..]));

    private bool IsDecision(string number) =>
        int.TryParse(number, CultureInfo.InvariantCulture, out var n)
        && _paths.Any(path => path.StartsWith($"{Decisions}{n:0000}-", StringComparison.Ordinal));

    private bool HasAnchor(string path, string anchor)
    {
        if (!_anchors.TryGetValue(path, out var anchors))
        {
            _anchors[path] = anchors = _paths.Contains(path) ? [.. AnchorsOf(read(path))] : [];
        }

        return anchors.Contains(anchor);
    }

    private static IEnumerable<string> AnchorsOf(string text)
    {
        var slugs = Heading()
            .Matches(text)
            .Select(match => NotInSlug().Replace(match.Groups["title"].Value.ToLowerInvariant(), "").Replace(' ', '-'))
            .ToArray();
        return Id()
            .Matches(text)
            .Select(match => match.Groups["id"].Value)
            .Concat(slugs)
            .Concat(
                slugs
                    .Select((slug, i) => (slug, earlier: slugs[..i].Count(slug.Equals)))
                    .Select(s => $"{s.slug}-{s.earlier}")
            );
    }

    private static string Combine(string folder, string path)
    {
        var parts = new List<string>();
        foreach (var part in (folder + path).Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            if (part == ".." && parts is [.., not ".."])
            {
                parts.RemoveAt(parts.Count - 1);
            }
            else if (part != ".")
            {
                parts.Add(part);
            }
        }

        return parts.Count == 0 ? "." : string.Join('/', parts);
    }

    [GeneratedRegex(@"\]\((?<target>[^)\s]+)(?: ""[^""]*"")?\)")]
    private static partial Regex MarkdownLink();

    [GeneratedRegex(
        @"(?<![\w/.:@<>{}*$-])"
            + @"(?:(?:docs|Grains(?:\.Interfaces)?|Silo|WebApi|tests|bench)/[\w./-]*[\w/]|[\w-]+\.md\b)"
            + @"(?:#[\w-]+)?(?![\w*{<])"
    )]
    private static partial Regex Citation();

    // Folders that a build or a run makes.
    [GeneratedRegex("/(bin|obj|data|dist|node_modules)(/|$)")]
    private static partial Regex MadeLater();

    [GeneratedRegex(@"\b[Rr]ules? (?:(?<number>\d+[a-z]?)(?:(?:, | and |–| to )(?=\d))?)+")]
    private static partial Regex Rule();

    [GeneratedRegex(@"\bI(?<number>\d)\b")]
    private static partial Regex Invariant();

    [GeneratedRegex(@"\b[Tt]raps? (?:(?<number>\d+)(?:(?:, | and |–| to )(?=\d))?)+")]
    private static partial Regex Trap();

    [GeneratedRegex(@"\b(?:ADRs? |docs/adr/\d{4}(?:, | and )(?=\d))(?:(?<number>\d+)(?:(?:, | and |–| to )(?=\d))?)+")]
    private static partial Regex Decision();

    [GeneratedRegex(@"^#+ (?<title>.*?)\s*$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex("<a id=\"(?<id>[^\"]+)\">")]
    private static partial Regex Id();

    [GeneratedRegex(@"[^\w\- ]")]
    private static partial Regex NotInSlug();
}
