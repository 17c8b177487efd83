using System.Diagnostics;
using OrleansRegistration.Tests;
using Xunit;

namespace OrleansRegistration.Importing;

/// <summary>
/// A database of the site that this service replaces, made by Django (<c>tests/Django</c>). Every password but one is
/// <see cref="Password"/>. Disposing removes the files.
/// </summary>
public sealed class DjangoSite : IAsyncLifetime
{
    /// <summary>The number of accounts.</summary>
    public const int Accounts = 25;

    /// <summary>The password of the accounts.</summary>
    public const string Password = "Old-password7";

    /// <summary>The password of <c>unicode_pass_user</c>.</summary>
    public const string UnicodePassword = "P\u00E4ssw\u00F6rt-\u5BC6\u7801 7";

    private readonly string _folder = Directory.CreateTempSubdirectory("registration-site-").FullName;

    /// <summary>The SQLite file.</summary>
    public string File => Path.Combine(_folder, "site.db");

    /// <summary>The folder with a CSV file for each table.</summary>
    public string CsvFolder => _folder;

    /// <summary>A dump that <c>mariadb-dump</c> wrote of such a site.</summary>
    public static string MySqlDump => Path.Combine(RepositoryFiles.Root, "tests/Django/site.mysqldump");

    /// <summary>Makes a site in a SQLite file, and CSV files of the same.</summary>
    public async ValueTask InitializeAsync() => await MakeAsync("sqlite", File, "--csv", CsvFolder);

    /// <summary>Makes a site in an empty PostgreSQL database.</summary>
    public static Task CreateAsync(string host, int port, string user, string database) =>
        MakeAsync("postgresql", host, $"{port}", user, database);

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        Directory.Delete(_folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    // Debian's Python has Debian's Django; another one may come first in the path.
    private static async Task MakeAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo(
            "/usr/bin/python3",
            [Path.Combine(RepositoryFiles.Root, "tests/Django/make_site.py"), .. arguments]
        )
        {
            RedirectStandardError = true,
            Environment = { ["PYTHONDONTWRITEBYTECODE"] = "1" },
        };
        using var python = Process.Start(start)!;
        var errors = await python.StandardError.ReadToEndAsync();
        await python.WaitForExitAsync();
        if (python.ExitCode != 0)
        {
            throw new InvalidOperationException(errors);
        }
    }
}
