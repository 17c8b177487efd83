using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;

// A job on the command line (--job dry, --job medium) replaces the default job.
var config =
    args.Contains("--job") || args.Contains("-j")
        ? DefaultConfig.Instance
        : DefaultConfig.Instance.AddJob(Job.ShortRun);
BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args, config);
