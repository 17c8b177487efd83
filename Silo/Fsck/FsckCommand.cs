using System.CommandLine;
using System.Data.Common;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using OrleansRegistration.Hosting;
using OrleansRegistration.Storage;

namespace OrleansRegistration.Fsck;

/// <summary>
/// <c>fsck</c>: checks a store, with or without a running service, and changes nothing. Each breach is a line on
/// standard output that names its rows with their keys. The last line is the summary. Exit code 0: no breach; 1:
/// breaches; 2: the store cannot be read.
/// </summary>
internal static class FsckCommand
{
    private const int Breached = 1;

    /// <summary>Creates the command, for the root command of the program.</summary>
    public static Command Create()
    {
        var settings = OperatorCommand.Settings();
        var lowered = new Option<bool>("--limits-were-lowered")
        {
            Description =
                "An administrator lowered limits: count codes above their limit, but do not report them as breaches.",
        };
        var command = new Command(
            "fsck",
            "Checks every record of a store, as the records are at one moment, with or without a running service. "
                + "With several databases it holds back writes for that moment: some milliseconds, at most a second. "
                + "Exit code 0: no breach; 1: breaches; 2: the store cannot be read."
        )
        {
            settings,
            lowered,
        };
        command.SetAction(
            (parsed, cancellationToken) =>
                OperatorCommand.RunAsync(
                    parsed,
                    settings,
                    (host, output) => CheckAsync(host, parsed.GetValue(lowered), output, cancellationToken)
                )
        );
        return command;
    }

    private static async Task<int> CheckAsync(
        IHost host,
        bool limitsWereLowered,
        TextWriter output,
        CancellationToken cancellationToken
    )
    {
        using var store = RegistrationStore.ForReading(host.Services.GetRequiredService<IOptions<StorageOptions>>());
        try
        {
            var summary = await StoreCheck.RunAsync(
                store,
                host.ServiceId(),
                TimeProvider.System,
                limitsWereLowered,
                breach => output.WriteLine(breach.ToLine()),
                cancellationToken
            );
            await output.WriteLineAsync(summary.ToLine());
            return summary.Breaches == 0 ? 0 : Breached;
        }
        catch (Exception exception) when (exception is DbException or TimeoutException)
        {
            throw store.Failed("cannot be read", exception);
        }
    }
}
