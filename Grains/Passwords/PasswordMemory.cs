using System.Globalization;

namespace OrleansRegistration.Passwords;

/// <summary>How much of the memory of this process password hashes may take.</summary>
internal static class PasswordMemory
{
    private const int Share = 4;
    private const int KibibyteBits = 10;

    /// <summary>
    /// How many threads hash: one for each core, but no more than hold a quarter of the memory that this process may
    /// have. One in any case.
    /// </summary>
    /// <exception cref="InvalidOperationException">
    /// One hash needs more than this process may have; the message names the setting.
    /// </exception>
    public static int ThreadsFor(PasswordOptions options) =>
        ThreadsFor(options, Environment.ProcessorCount, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes);

    /// <param name="available">The memory that this process may have, in octets.</param>
    /// <inheritdoc cref="ThreadsFor(PasswordOptions)"/>
    public static int ThreadsFor(PasswordOptions options, int cores, long available)
    {
        var one = (long)options.MemoryKiB << KibibyteBits;
        return one <= available
            ? (int)Math.Clamp(available / Share / one, 1, cores)
            : throw new InvalidOperationException(
                TooMuch(
                    options,
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"this process may have {available >> KibibyteBits} KiB of memory in all"
                    )
                )
            );
    }

    /// <summary>A message that names the setting.</summary>
    public static string TooMuch(PasswordOptions options, string reason) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"Passwords:MemoryKiB is '{options.MemoryKiB}', but {reason}. Set a smaller one, from 8 KiB on."
        );
}
