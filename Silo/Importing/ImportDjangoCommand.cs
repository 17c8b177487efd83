using System.CommandLine;
using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;
using OrleansRegistration.Hosting;
using OrleansRegistration.Storage;
using OrleansRegistration.Users;

namespace OrleansRegistration.Importing;

/// <summary>
/// <c>import-django</c>: brings the accounts of a Django site into the store (docs/adr/0036-import-django.md). First
/// with <c>--dry-run</c>, which changes nothing and writes a report; then with <c>--accept-report</c> and the number in
/// this report, while no service runs. A run that ended early is finished by the next one. Exit code 0: done; 2: not
/// done.
/// </summary>
internal static class ImportDjangoCommand
{
    private static readonly string[] Languages = ["en", "zh-Hans"];

    /// <summary>Creates the command, for the root command of the program.</summary>
    public static Command Create()
    {
        var settings = OperatorCommand.Settings();
        var sqlite = new Option<string>("--from-sqlite") { Description = "The site's SQLite file." };
        var postgres = new Option<string>("--from-postgres") { Description = "Npgsql's connection string." };
        var csv = new Option<string>("--from-csv")
        {
            Description = "A folder with users.csv and invitation_code.csv, with the names of columns in line 1.",
        };
        var dump = new Option<string>("--from-mysql-dump") { Description = "A file of mysqldump or mariadb-dump." };
        var report = new Option<string>("--report")
        {
            Required = true,
            Description =
                "The folder for report.txt and problems.csv, and for a temporary file of about the site's size.",
        };
        var dryRun = new Option<bool>("--dry-run") { Description = "Write the report and change nothing." };
        var accept = new Option<string>("--accept-report") { Description = "The number in the report of the dry run." };
        var source = new Option<string>("--source")
        {
            DefaultValueFactory = _ => "django",
            Description = "A name for the site, if accounts of several sites are imported. The same in every run.",
        };
        var language = new Option<string>("--language")
        {
            DefaultValueFactory = _ => Languages[0],
            Description = "The language of mails to the accounts: en or zh-Hans.",
        };
        language.AcceptOnlyFromAmong(Languages);
        var command = new Command(
            "import-django",
            "Brings the accounts of a Django site into the store: first with --dry-run, then with --accept-report, "
                + "while no service runs. If it ends early, run it again. Exit code 0: done; 2: not done."
        )
        {
            settings,
            sqlite,
            postgres,
            csv,
            dump,
            report,
            dryRun,
            accept,
            source,
            language,
        };
        command.Validators.Add(result =>
        {
            if (new[] { sqlite, postgres, csv, dump }.Count(from => result.GetValue(from) is not null) != 1)
            {
                result.AddError("Give one of --from-sqlite, --from-postgres, --from-csv and --from-mysql-dump.");
            }

            if (result.GetValue(dryRun) == (result.GetValue(accept) is not null))
            {
                result.AddError("Give --dry-run first, and then --accept-report with the number in its report.");
            }
        });
        command.SetAction(
            (parsed, cancellationToken) =>
                OperatorCommand.RunAsync(
                    parsed,
                    settings,
                    (host, output) =>
                        RunAsync(
                            host.Services,
                            host.ServiceId(),
                            parsed.GetValue(sqlite) is { } file ? DatabaseSource.Sqlite(file)
                                : parsed.GetValue(postgres) is { } connection ? DatabaseSource.PostgreSql(connection)
                                : parsed.GetValue(csv) is { } folder ? DatabaseSource.Csv(folder)
                                : new MySqlDumpSource(parsed.GetValue(dump)!),
                            new(
                                parsed.GetValue(source)!,
                                parsed.GetValue(report)!,
                                parsed.GetValue(accept),
                                parsed.GetValue(language) is { } chosen && chosen != Languages[0] ? chosen : null
                            ),
                            output,
                            parsed.InvocationConfiguration.Error.WriteLine,
                            beforeWrite: null,
                            cancellationToken
                        )
                )
        );
        return command;
    }

    /// <summary>Runs the import with the settings in <paramref name="services"/>.</summary>
    /// <inheritdoc cref="ImportDjango" path="/param"/>
    /// <exception cref="InvalidOperationException">
    /// The source or the store cannot be used, or the report was not accepted; the message says which.
    /// </exception>
    public static async Task<int> RunAsync(
        IServiceProvider services,
        string serviceId,
        IDjangoSource source,
        ImportRequest request,
        TextWriter output,
        Action<string> tell,
        Action? beforeWrite = null,
        CancellationToken cancellationToken = default
    )
    {
        var isDryRun = request.Accepted is null;
        var options = services.GetRequiredService<IOptions<StorageOptions>>();
        using var store = isDryRun ? OpenForDryRun(options) : new RegistrationStore(options);
        await using var owned = isDryRun ? null : await StoreOwners.TakeAllAsync(store!, serviceId, cancellationToken);
        try
        {
            if (!isDryRun)
            {
                var logger = services.GetRequiredService<ILogger<SchemaMigration>>();
                await StoreOpening.OpenAsync(store!, serviceId, logger, cancellationToken);
            }

            var hasRows = store is not null && (!isDryRun || await HasRowsAsync(store, serviceId, cancellationToken));
            PrivateFiles.CreateDirectory(request.Folder);
            var now = TimeProvider.System.GetUtcNow();
            using var staging = await Staging.ReadAsync(
                source,
                request.Source,
                request.Folder,
                now,
                tell,
                cancellationToken
            );
            if (!isDryRun && request.Accepted != staging.Fingerprint)
            {
                throw new InvalidOperationException(
                    $"--accept-report is '{request.Accepted}', but this source has '{staging.Fingerprint}': the source "
                        + "has changed since the report, or --source is another one. Run --dry-run again."
                );
            }

            using var rows = hasRows ? new StoreRows(store!, serviceId) : null;
            var import = new ImportDjango(
                staging,
                rows,
                new(request.Source),
                request.Source,
                services.GetRequiredService<IOptions<LevelOptions>>().Value,
                now,
                request.Language,
                beforeWrite
            );
            import.Run(isDryRun, tell, cancellationToken);
            await output.WriteAsync(
                await ImportReport.WriteAsync(
                    staging,
                    import.Counts,
                    request.Folder,
                    request.Source,
                    isDryRun,
                    cancellationToken
                )
            );
            return 0;
        }
        catch (Exception exception) when (exception is DbException or TimeoutException)
        {
            throw new InvalidOperationException(
                $"A database cannot be used. Run the command again to do the rest. {exception.Message}",
                exception
            );
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new InvalidOperationException(
                $"--report: '{request.Folder}' cannot be used. {exception.Message}",
                exception
            );
        }
    }

    /// <returns><c>null</c> when there is no SQLite file yet.</returns>
    private static RegistrationStore? OpenForDryRun(IOptions<StorageOptions> options)
    {
        try
        {
            return RegistrationStore.ForReading(options);
        }
        catch (InvalidOperationException) when (options.Value.ConnectionStrings.Count == 0)
        {
            return null;
        }
    }

    /// <summary>Lets a store be read; <c>false</c> when no service has made its tables yet.</summary>
    private static async Task<bool> HasRowsAsync(
        RegistrationStore store,
        string serviceId,
        CancellationToken cancellationToken
    )
    {
        try
        {
            await DatabaseList.UseAsync(store, serviceId, cancellationToken);
            await using var connection = await store.Databases[0].OpenAsync(cancellationToken);
            await using var command = connection.CreateCommand();
            command.CommandText = "select 1 from grain_state limit 1";
            return await command.ExecuteScalarAsync(cancellationToken) is not null || store.IsSpread;
        }
        catch (Exception exception) when (IsMissingTable(exception) || IsMissingTable(exception.InnerException))
        {
            return false;
        }
    }

    private static bool IsMissingTable(Exception? exception) =>
        exception is PostgresException { SqlState: PostgresErrorCodes.UndefinedTable }
        || (exception is SqliteException sqlite && sqlite.Message.Contains("no such table", StringComparison.Ordinal));
}
