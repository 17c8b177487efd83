using System.Globalization;
using OrleansRegistration.Bench.Measure;
using OrleansRegistration.Bench.Targets;

namespace OrleansRegistration.Bench.Report;

/// <summary>The machine and the software of a measurement.</summary>
internal sealed record MachineFacts(
    string Processor,
    int Cores,
    double MemoryGiB,
    string Kernel,
    string PostgreSql,
    string DotNet,
    string Commit
)
{
    private const double KiBInGiB = 1024 * 1024;

    /// <summary>Reads the facts from this machine.</summary>
    public static async Task<MachineFacts> ReadAsync(DirectoryInfo repository, CancellationToken cancellationToken)
    {
        var model = (ProcFile.Read("/proc/cpuinfo") ?? "")
            .Split('\n')
            .FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal));
        return new(
            model?[(model.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim() ?? "unknown",
            Environment.ProcessorCount,
            ProcFile.KiB("/proc/meminfo", "MemTotal:") / KiBInGiB,
            (ProcFile.Read("/proc/sys/kernel/osrelease") ?? "unknown").Trim(),
            await PostgresCluster.VersionAsync(cancellationToken),
            Environment.Version.ToString(),
            await Executable.RunAsync(
                "git",
                ["-C", repository.FullName, "rev-parse", "--short", "HEAD"],
                null,
                cancellationToken
            )
        );
    }

    /// <summary>The facts as text.</summary>
    public override string ToString() =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"""
            {Cores} cores of {Processor}, {MemoryGiB:0} GiB, Linux {Kernel},
            PostgreSQL {PostgreSql}, .NET {DotNet};
            service, database and load on the same cores; commit {Commit}
            """
        );
}
