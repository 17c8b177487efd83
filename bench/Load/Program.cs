using System.CommandLine;
using OrleansRegistration.Bench.Backlog;
using OrleansRegistration.Bench.Cold;
using OrleansRegistration.Bench.Compare;
using OrleansRegistration.Bench.Enumeration;
using OrleansRegistration.Bench.Growth;
using OrleansRegistration.Bench.Nodes;
using OrleansRegistration.Bench.Overload;
using OrleansRegistration.Bench.Run;
using OrleansRegistration.Bench.Telemetry;

var root = new RootCommand("Measures the sign-up service and its rivals, on this machine only.")
{
    RunCommand.Create(),
    CompareCommand.Create(),
    GrowthCommand.Create(),
    EnumerationCommand.Create(),
    OverloadCommand.Create(),
    BacklogCommand.Create(),
    ColdCommand.Create(),
    NodesCommand.Create(),
    TelemetryCommand.Create(),
};

// After Ctrl-C the program first stops the services that it started.
return await root.Parse(args).InvokeAsync(new() { ProcessTerminationTimeout = TimeSpan.FromMinutes(1) });
