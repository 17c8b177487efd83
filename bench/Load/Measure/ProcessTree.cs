using System.Globalization;

namespace OrleansRegistration.Bench.Measure;

/// <summary>Reads CPU time and memory of a process and its descendants from <c>/proc</c>.</summary>
internal static class ProcessTree
{
    // Positions in /proc/PID/stat, counted from the state, which follows the name in parentheses.
    private const int Parent = 1;
    private const int FirstTime = 11;
    private const int TimeFields = 4;

    /// <summary>
    /// The CPU seconds of each of <paramref name="roots"/> with its descendants, also of those that have ended.
    /// </summary>
    public static double[] ProcessorSeconds(IReadOnlyList<int> roots)
    {
        var all = All();
        return
        [
            .. roots.Select(root =>
                all.Where(process => Descends(process.Key, root, all)).Sum(process => process.Value.Ticks)
                / ProcFile.TicksPerSecond
            ),
        ];
    }

    /// <summary>
    /// The memory of a process, with or without its descendants, in MiB: resident, and resident with shared pages
    /// divided among the processes that share them.
    /// </summary>
    public static (double Resident, double Proportional) MemoryMiB(int root, bool alone = false)
    {
        var all = All();
        double resident = 0,
            proportional = 0;
        foreach (var process in all.Keys.Where(process => process == root || (!alone && Descends(process, root, all))))
        {
            resident += ProcFile.KiB($"/proc/{process}/status", "VmRSS:");
            proportional += ProcFile.KiB($"/proc/{process}/smaps_rollup", "Pss:");
        }

        return (resident / 1024, proportional / 1024);
    }

    private static Dictionary<int, (int Parent, long Ticks)> All()
    {
        var all = new Dictionary<int, (int, long)>();
        foreach (var directory in Directory.EnumerateDirectories("/proc"))
        {
            if (
                int.TryParse(Path.GetFileName(directory), CultureInfo.InvariantCulture, out var process)
                && ProcFile.Read(directory + "/stat") is { } stat
            )
            {
                var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');

                // utime, stime, cutime and cstime. A parent takes over the times of a child when it waits for it.
                var ticks = fields
                    .Skip(FirstTime)
                    .Take(TimeFields)
                    .Sum(field => long.Parse(field, CultureInfo.InvariantCulture));
                all[process] = (int.Parse(fields[Parent], CultureInfo.InvariantCulture), ticks);
            }
        }

        return all;
    }

    private static bool Descends(int process, int root, Dictionary<int, (int Parent, long Ticks)> all)
    {
        while (process != root && all.TryGetValue(process, out var entry) && entry.Parent > 0)
        {
            process = entry.Parent;
        }

        return process == root;
    }
}
