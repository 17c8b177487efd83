using System.Globalization;

namespace OrleansRegistration.Bench.Report;

/// <summary>The folder <c>bench</c> of the repository, which holds the rivals and the results.</summary>
internal sealed class BenchFolder
{
    private BenchFolder(DirectoryInfo repository) => Repository = repository;

    /// <summary>The root of the repository.</summary>
    public DirectoryInfo Repository { get; }

    /// <summary>The folder of the rivals' scripts.</summary>
    public DirectoryInfo Rivals => new(InBench("rivals"));

    /// <summary>Finds the repository from the current directory upwards.</summary>
    /// <exception cref="InvalidOperationException">The current directory is not in the repository.</exception>
    public static BenchFolder Find()
    {
        for (var folder = new DirectoryInfo(Environment.CurrentDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "OrleansRegistration.sln")))
            {
                return new(folder);
            }
        }

        throw new InvalidOperationException("Start this program in the repository: it writes to the folder bench.");
    }

    /// <summary>A file of results: <c>results/DATE-</c><paramref name="name"/>.</summary>
    public FileInfo Result(DateTimeOffset date, string name) =>
        new(InBench("results", string.Create(CultureInfo.InvariantCulture, $"{date:yyyy-MM-dd}-{name}")));

    /// <summary>Writes a report to <c>results/DATE-</c><paramref name="name"/><c>.md</c>, and prints it.</summary>
    public async Task WriteReportAsync(
        DateTimeOffset date,
        string name,
        string text,
        CancellationToken cancellationToken
    )
    {
        var file = Result(date, name + ".md");
        file.Directory!.Create();
        await File.WriteAllTextAsync(file.FullName, text.Trim() + "\n", cancellationToken);
        Console.WriteLine(text);
        Console.WriteLine($"Written to {file.FullName}");
    }

    /// <summary>Replaces the text between the marks <paramref name="mark"/> in <c>bench/README.md</c>.</summary>
    /// <exception cref="InvalidOperationException">The marks are missing; the message holds the text.</exception>
    public async Task ReplaceInReadmeAsync(string mark, string text, CancellationToken cancellationToken)
    {
        var file = InBench("README.md");
        string begin = $"<!-- {mark}: begin -->",
            end = $"<!-- {mark}: end -->";
        var readme = await File.ReadAllTextAsync(file, cancellationToken);
        int from = readme.IndexOf(begin, StringComparison.Ordinal),
            to = readme.IndexOf(end, StringComparison.Ordinal);
        if (from < 0 || to < from)
        {
            throw new InvalidOperationException($"{file} does not have '{begin}' and '{end}'. The text is:\n{text}");
        }

        await File.WriteAllTextAsync(
            file,
            $"{readme[..(from + begin.Length)]}\n{text.Trim()}\n{readme[to..]}",
            cancellationToken
        );
    }

    private string InBench(params string[] path) => Path.Combine([Repository.FullName, "bench", .. path]);
}
