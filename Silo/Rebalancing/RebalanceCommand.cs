using System.CommandLine;
using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using OrleansRegistration.Hosting;
using OrleansRegistration.Storage;

namespace OrleansRegistration.Rebalancing;

/// <summary>
/// <c>rebalance</c>: gives a store the databases in the settings, and moves the rows that have another home then. No
/// node may run meanwhile. Exit code 0: done; 2: not done, and to be run again.
/// </summary>
internal static class RebalanceCommand
{
    /// <summary>Creates the command, for the root command of the program.</summary>
    public static Command Create()
    {
        var settings = OperatorCommand.Settings();
        var without = new Option<int[]>("--without")
        {
            Description =
                "The number of a database that the store will not have any more. Its rows move to the others. "
                + "The settings must still name it.",
        };
        var command = new Command(
            "rebalance",
            "Gives a store the databases in the settings (ConnectionStrings:Registration:0 and so on), and moves rows "
                + "to them. It stops no node: stop them first. If it ends early, run it again. "
                + "Exit code 0: done; 2: not done."
        )
        {
            settings,
            without,
        };
        command.SetAction(
            (parsed, cancellationToken) =>
                OperatorCommand.RunAsync(
                    parsed,
                    settings,
                    (host, output) =>
                        RebalanceAsync(
                            host,
                            parsed.GetValue(without)?.ToHashSet() ?? [],
                            output,
                            parsed.InvocationConfiguration.Error,
                            cancellationToken
                        )
                )
        );
        return command;
    }

    /// <summary>Rebalances the store that the settings name.</summary>
    /// <param name="beforeChange">Called before each change.</param>
    /// <returns>The number of rows that were moved; <c>null</c> if there was nothing to do.</returns>
    /// <exception cref="InvalidOperationException">
    /// The store cannot be rebalanced so; the message names the setting.
    /// </exception>
    /// <exception cref="StartUpException">A node runs on the store.</exception>
    public static async Task<long?> RunAsync(
        IOptions<StorageOptions> options,
        string serviceId,
        IReadOnlySet<int> without,
        ILogger<SchemaMigration> logger,
        Action<string> tell,
        Action? beforeChange = null,
        CancellationToken cancellationToken = default
    )
    {
        if (options.Value.ConnectionStrings.Count == 0)
        {
            throw new InvalidOperationException(
                $"{StorageOptions.ConnectionStringKey} is empty. Only a store in PostgreSQL can have several databases."
            );
        }

        using var store = new RegistrationStore(options);
        await using var owned = await StoreOwners.TakeAllAsync(store, serviceId, cancellationToken);
        await StoreOpening.MigrateAsync(store, logger, cancellationToken);
        return await new Rebalancer(store, without, serviceId, tell, beforeChange).RunAsync(cancellationToken);
    }

    private static async Task<int> RebalanceAsync(
        IHost host,
        HashSet<int> without,
        TextWriter output,
        TextWriter progress,
        CancellationToken cancellationToken
    )
    {
        var options = host.Services.GetRequiredService<IOptions<StorageOptions>>();
        var moved = await RunAsync(
            options,
            host.ServiceId(),
            without,
            host.Services.GetRequiredService<ILogger<SchemaMigration>>(),
            progress.WriteLine,
            beforeChange: null,
            cancellationToken
        );
        await output.WriteLineAsync(
            moved is null
                ? "The store has these databases already."
                : string.Create(CultureInfo.InvariantCulture, $"{moved} rows were moved.")
        );
        if (without.Count > 0)
        {
            await output.WriteLineAsync(
                $"Now take the databases of --without out of {StorageOptions.ConnectionStringKey}, and number the "
                    + "others anew in the same order."
            );
        }

        return 0;
    }
}
