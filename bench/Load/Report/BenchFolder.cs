using System.Globalization;

namespace OrleansRegistration.Bench.Report;

/// <summary>The repository's folder <c>bench</c>, where results are kept.</summary>
internal sealed class BenchFolder
{
    private BenchFolder(DirectoryInfo repository) => Repository = repository;

    /// <summary>The repository's root.</summary>
    public DirectoryInfo Repository { get; }

    /// <summary>Upwards from the current directory.</summary>
    /// <exception cref="InvalidOperationException">There is no repository.</exception>
    public static BenchFolder Find()
    {
        for (var folder = new DirectoryInfo(Environment.CurrentDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "OrleansRegistration.sln")))
            {
                return new(folder);
            }
        }

        throw new InvalidOperationException("Start it in the repository: results are written to its folder bench.");
    }

    /// <summary>Where a command's raw results of this day go.</summary>
    public ResultLines Results(DateTimeOffset date, string command) =>
        new(
            new(
                Path.Combine(
                    Repository.FullName,
                    "bench",
                    "results",
                    string.Create(CultureInfo.InvariantCulture, $"{date:yyyy-MM-dd}-{command}.jsonl")
                )
            )
        );

    /// <summary>A plot's file.</summary>
    public FileInfo Plot(string name) => new(Path.Combine(Repository.FullName, "bench", "plots", name + ".svg"));

    /// <summary>Replaces what stands between the marks of <paramref name="command"/> in <c>bench/README.md</c>.</summary>
    /// <exception cref="InvalidOperationException">The marks are not there.</exception>
    public async Task ReplaceBlockAsync(string command, string text, CancellationToken cancellationToken)
    {
        var file = Path.Combine(Repository.FullName, "bench", "README.md");
        string begin = $"<!-- {command}: begin -->",
            end = $"<!-- {command}: end -->";
        var readme = await File.ReadAllTextAsync(file, cancellationToken);
        int from = readme.IndexOf(begin, StringComparison.Ordinal),
            to = readme.IndexOf(end, StringComparison.Ordinal);
        if (from < 0 || to < from)
        {
            throw new InvalidOperationException(
                $"{file} has no '{begin}' and '{end}'. What belongs between them:\n{text}"
            );
        }

        await File.WriteAllTextAsync(
            file,
            $"{readme[..(from + begin.Length)]}\n{text.Trim()}\n{readme[to..]}",
            cancellationToken
        );
    }
}
