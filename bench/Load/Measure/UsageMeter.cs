using System.Diagnostics;
using System.Globalization;

namespace OrleansRegistration.Bench.Measure;

/// <summary>Measures CPU time: of watched processes, of this process, and of all others together.</summary>
internal sealed class UsageMeter
{
    private const string Self = "load";

    private readonly Watched[] _watched;
    private readonly double[] _seconds;
    private readonly double _busy;
    private readonly long _start = Stopwatch.GetTimestamp();

    private UsageMeter(IEnumerable<Watched> watched)
    {
        _watched = [.. watched];
        _seconds = Seconds();
        _busy = BusySeconds();
    }

    /// <summary>Starts to measure.</summary>
    public static UsageMeter Start(IEnumerable<Watched> watched) => new(watched);

    /// <summary>Returns the usage of each watched process and of this one, and the cores of all others.</summary>
    public (Dictionary<string, Usage> Usage, double OthersCores) Stop()
    {
        var used = Seconds().Zip(_seconds, (after, before) => after - before).ToArray();
        var others = Math.Max(0, BusySeconds() - _busy - used.Sum()) / Stopwatch.GetElapsedTime(_start).TotalSeconds;

        // Memory comes last, because reading shared memory takes CPU itself.
        var usage = _watched
            .Select((watched, i) => (watched.Name, Seconds: used[i], Memory: ProcessTree.MemoryMiB(watched.Process)))
            .Append((Name: Self, Seconds: used[^1], Memory: ProcessTree.MemoryMiB(Environment.ProcessId, alone: true)))
            .ToDictionary(one => one.Name, one => new Usage(one.Seconds, one.Memory.Resident, one.Memory.Proportional));
        return (usage, others);
    }

    private static double BusySeconds()
    {
        // The fields are: cpu user nice system idle iowait irq softirq …
        var ticks = File.ReadLines("/proc/stat")
            .First()
            .Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Skip(1)
            .Select(field => long.Parse(field, CultureInfo.InvariantCulture))
            .ToArray();
        return (ticks[0] + ticks[1] + ticks[2] + ticks[5] + ticks[6]) / ProcFile.TicksPerSecond;
    }

    // The children of this process are measured services, so they do not count as part of it.
    private double[] Seconds() =>
        [
            .. ProcessTree.ProcessorSeconds([.. _watched.Select(watched => watched.Process)]),
            Environment.CpuUsage.TotalTime.TotalSeconds,
        ];
}
