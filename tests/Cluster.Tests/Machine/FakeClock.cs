using System.Diagnostics;
using System.Globalization;

namespace OrleansRegistration.Tests;

/// <summary>
/// Gives a process a clock that is off from its start. It needs libfaketime, Debian's package <c>faketime</c>. The
/// steady clock is as far off, so what it measures stays right. libfaketime 0.9.10 can leave that one alone, but then
/// waits are wrong; and it can put the clock of a running process off, but then its readings alternate.
/// </summary>
internal static class FakeClock
{
    private const string Name = "libfaketime.so.1";

    private static readonly string? Library = Directory
        .GetDirectories("/usr/lib")
        .Prepend("/usr/lib")
        .Select(folder => Path.Combine(folder, "faketime", Name))
        .FirstOrDefault(File.Exists);

    public static bool IsInstalled => Library is not null;

    /// <summary>Makes a process have a clock that is so far off.</summary>
    public static void Use(ProcessStartInfo start, TimeSpan off)
    {
        start.Environment["LD_PRELOAD"] = Library;
        start.Environment["FAKETIME"] = string.Create(CultureInfo.InvariantCulture, $"{off.TotalSeconds:+0;-0}");
    }
}
