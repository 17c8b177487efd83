using System.CommandLine;
using System.Data.Common;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using OrleansRegistration.Hosting;
using OrleansRegistration.Storage;

namespace OrleansRegistration.ReadModel;

/// <summary><c>Silo rebuild-read-model</c>: makes the read model anew from the records.</summary>
internal static class RebuildCommand
{
    private static readonly TimeSpan Turn = TimeSpan.FromMilliseconds(100);

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var settings = OperatorCommand.Settings();
        var command = new Command(
            "rebuild-read-model",
            "Makes the read model anew from the records: the lists, searches, trees and statistics of operators. "
                + "The service may run. Until it is done, lists are incomplete. May be ended and run again."
        )
        {
            settings,
        };
        command.SetAction(
            (parsed, cancellationToken) =>
                OperatorCommand.RunAsync(parsed, settings, (host, output) => RunAsync(host, output, cancellationToken))
        );
        return command;
    }

    private static async Task<int> RunAsync(IHost host, TextWriter output, CancellationToken cancellationToken)
    {
        var options = host.Services.GetRequiredService<IOptions<StorageOptions>>();
        RegistrationStore.ForReading(options).Dispose(); // a SQLite file must exist
        using var store = new RegistrationStore(options);
        try
        {
            await StoreOpening.OpenAsync(
                store,
                host.ServiceId(),
                host.Services.GetRequiredService<ILogger<SchemaMigration>>(),
                cancellationToken
            );
            var projector = new Projector(store, host.ServiceId(), []);
            var noted = await projector.EmptyAsync(cancellationToken);
            var done = 0L;
            for (var number = 0; number < store.Databases.Length; number++)
            {
                while (await projector.HasChangesAsync(number, cancellationToken))
                {
                    var begun = TimeProvider.System.GetTimestamp();
                    var read = await projector.ProjectAsync(number, cancellationToken);

                    // On SQLite the service writes meanwhile.
                    await Task.Delay(TimeProvider.System.GetElapsedTime(begun) / 2, cancellationToken);
                    if (read == 0)
                    {
                        await Task.Delay(Turn, cancellationToken); // a node of the service is at work
                    }
                    else if ((done + read) / 50_000 != done / 50_000)
                    {
                        await output.WriteLineAsync(
                            string.Create(CultureInfo.InvariantCulture, $"{done + read} of {noted} rows")
                        );
                    }

                    done += read;
                }
            }

            await output.WriteLineAsync(
                string.Create(CultureInfo.InvariantCulture, $"The read model was made anew from {noted} rows.")
            );
            return 0;
        }
        catch (Exception exception) when (exception is DbException or TimeoutException)
        {
            throw store.Failed("could not be read or written", exception);
        }
    }
}
