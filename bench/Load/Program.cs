using System.CommandLine;
using OrleansRegistration.Bench.Backlog;
using OrleansRegistration.Bench.Compare;
using OrleansRegistration.Bench.Enumeration;
using OrleansRegistration.Bench.Growth;
using OrleansRegistration.Bench.Overload;
using OrleansRegistration.Bench.Run;

var root = new RootCommand("Loads on the sign-up service and its rivals; this machine only.")
{
    RunCommand.Create(),
    CompareCommand.Create(),
    GrowthCommand.Create(),
    EnumerationCommand.Create(),
    OverloadCommand.Create(),
    BacklogCommand.Create(),
};

// Stopped by Ctrl-C, it stops what it started before it ends.
return await root.Parse(args).InvokeAsync(new() { ProcessTerminationTimeout = TimeSpan.FromMinutes(1) });
