namespace OrleansRegistration.Tests;

/// <summary>The text files of the repository: each path from the root, with slashes.</summary>
public static class RepositoryFiles
{
    // What .gitignore names, and git's own folder. A source archive has no git, so git is not asked.
    private static readonly string[] Ignored =
    [
        ".git",
        ".angular",
        ".vs",
        "bin",
        "obj",
        "data",
        "cluster-data",
        "node_modules",
        "dist",
        "TestResults",
    ];

    private static readonly string[] TextTypes =
    [
        ".cs",
        ".cpp",
        ".h",
        ".csproj",
        ".props",
        ".md",
        ".sh",
        ".sql",
        ".http",
        ".ts",
        ".editorconfig",
    ];

    /// <summary>The folder of the solution file.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>All files and folders.</summary>
    public static IEnumerable<string> Paths() => Below(Root);

    /// <summary>The files that may cite others.</summary>
    public static IEnumerable<string> Texts() =>
        Paths().Where(path => TextTypes.Any(type => path.EndsWith(type, StringComparison.Ordinal)));

    /// <summary>The content of one file.</summary>
    public static string Read(string path) => File.ReadAllText(Path.Combine(Root, path));

    private static IEnumerable<string> Below(string folder)
    {
        foreach (var entry in new DirectoryInfo(folder).EnumerateFileSystemInfos())
        {
            if (Ignored.Contains(entry.Name))
            {
                continue;
            }

            yield return Path.GetRelativePath(Root, entry.FullName).Replace('\\', '/');
            if (entry is DirectoryInfo { LinkTarget: null })
            {
                foreach (var path in Below(entry.FullName))
                {
                    yield return path;
                }
            }
        }
    }

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (folder.EnumerateFiles("OrleansRegistration.sln").Any())
            {
                return folder.FullName;
            }
        }

        throw new DirectoryNotFoundException("The tests run outside of the repository.");
    }
}
