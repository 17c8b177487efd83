using System.Globalization;

namespace OrleansRegistration.Bench.Measure;

/// <summary>Files below <c>/proc</c>.</summary>
internal static class ProcFile
{
    /// <summary>USER_HZ, in which the kernel tells processor time.</summary>
    public const double TicksPerSecond = 100;

    /// <summary>The text of a file, or <c>null</c> when the process is gone or another user's.</summary>
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

    /// <summary>The number of KiB that a file gives under a name; 0 when it does not.</summary>
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
