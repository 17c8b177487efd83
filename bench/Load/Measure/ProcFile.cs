using System.Globalization;

namespace OrleansRegistration.Bench.Measure;

/// <summary>Reads files below <c>/proc</c>.</summary>
internal static class ProcFile
{
    /// <summary>USER_HZ: the ticks of CPU time that the kernel counts in a second.</summary>
    public const double TicksPerSecond = 100;

    /// <summary>The text of a file; <c>null</c> if the process has ended or belongs to another user.</summary>
    public static string? Read(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>The number of KiB after a name in a file; 0 if the name is not there.</summary>
    public static double KiB(string path, string name)
    {
        var line = (Read(path) ?? "")
            .Split('\n')
            .FirstOrDefault(line => line.StartsWith(name, StringComparison.Ordinal));
        return line is null
            ? 0
            : double.Parse(
                line[name.Length..].Replace("kB", "", StringComparison.Ordinal),
                CultureInfo.InvariantCulture
            );
    }
}
