using System.Globalization;

namespace OrleansRegistration.Bench.Measure;

/// <summary>Processor time of a process and all its descendants, those that ended and were waited for included, from <c>/proc</c>.</summary>
internal static class ProcessTree
{
    // Fields of /proc/pid/stat after the name in parentheses: state is the first.
    private const int Parent = 1;
    private const int FirstTime = 11;
    private const int TimeFields = 4;

    /// <summary>Processor seconds of each of <paramref name="roots"/> with its descendants.</summary>
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

    /// <summary>Memory of a process and its descendants, or of it alone, in MiB: resident, and resident with shared pages divided among their users.</summary>
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

                // utime, stime, and those of children that ended: what a child used moves to its parent when it is waited for.
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
