using System.CommandLine;
using OrleansRegistration.Administrators;
using OrleansRegistration.Fsck;
using OrleansRegistration.Importing;
using OrleansRegistration.ReadModel;
using OrleansRegistration.Rebalancing;
using OrleansRegistration.Seeding;

namespace OrleansRegistration.Hosting;

// In a namespace: tests and benches see this assembly's internals and have a Program of their own.
internal static class Program
{
    private static Task<int> Main(string[] args)
    {
        var program = new RootCommand(
            "The silo of the invitation sign-up service. Without a command it runs until it is stopped."
        )
        {
            AdminCommand.Create(),
            FsckCommand.Create(),
            SeedCommand.Create(),
            RebalanceCommand.Create(),
            ImportDjangoCommand.Create(),
            CertificateCommand.Create(),
            RebuildCommand.Create(),
        };
        program.TreatUnmatchedTokensAsErrors = false; // they are the silo's settings, and checked as such
        program.SetAction((_, _) => SiloSetup.RunAsync(args, [.. program.Subcommands.Select(command => command.Name)]));
        return program.RunAsync(args);
    }
}
