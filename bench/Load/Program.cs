using System.CommandLine;
using OrleansRegistration.Bench.Compare;
using OrleansRegistration.Bench.Enumeration;
using OrleansRegistration.Bench.Growth;
using OrleansRegistration.Bench.Run;

var root = new RootCommand("Loads on the sign-up service and its rivals; this machine only.")
{
    RunCommand.Create(),
    CompareCommand.Create(),
    GrowthCommand.Create(),
    EnumerationCommand.Create(),
};

// Stopped by Ctrl-C, it stops what it started before it ends.
return await root.Parse(args).InvokeAsync(new() { ProcessTerminationTimeout = TimeSpan.FromMinutes(1) });
