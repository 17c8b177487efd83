using System.ComponentModel.DataAnnotations;
using OrleansRegistration.Hosting;

namespace OrleansRegistration.Passwords;

/// <summary>
/// Settings <c>Passwords:*</c>: the cost of one hash and the bounds of the lines. The defaults are those that OWASP
/// recommends for Argon2id. Hashes made with other settings stay valid.
/// </summary>
public sealed class PasswordOptions
{
    /// <summary>
    /// Memory of one hash in KiB, 8 to 4194303, and no more than the process may have. Default 19456. As many threads
    /// hash as a quarter of the available memory holds, at most one a core.
    /// </summary>
    [SettingRange("Passwords:MemoryKiB", 8, 4_194_303)]
    public int MemoryKiB { get; set; } = 19_456;

    /// <summary>
    /// Passes over the memory, 1 or more, and no more than end within <c>Registration:LeaseSeconds</c>. Default 2.
    /// </summary>
    [Range(1, int.MaxValue, ErrorMessage = "Passwords:Iterations must be 1 or more.")]
    public int Iterations { get; set; } = 2;

    /// <summary>Lanes, always 1: libsodium supports no other number. Default 1.</summary>
    [Range(1, 1, ErrorMessage = "Passwords:Parallelism must be 1.")]
    public int Parallelism { get; set; } = 1;

    /// <summary>
    /// Which code computes the hashes. Default <see cref="Argon2Implementation.Auto"/>: code of this service with the
    /// vector instructions of the machine, which keeps <see cref="MemoryKiB"/> for each thread; libsodium where there
    /// are none or where a test at start finds a difference.
    /// </summary>
    [EnumDataType(typeof(Argon2Implementation), ErrorMessage = "Passwords:Implementation must be Auto or Libsodium.")]
    public Argon2Implementation Implementation { get; set; }

    /// <summary>
    /// How many hashes may wait in a line. Further callers are told to come back later. Default 1024: more than
    /// <c>Registration:MaxInFlight</c>, so that no admitted sign-up meets this limit.
    /// </summary>
    [SettingRange("Passwords:QueueLimit", 1, 1_000_000)]
    public int QueueLimit { get; set; } = 1024;

    /// <summary>
    /// How long the hash of a log-in may wait, in seconds, as estimated from recent hashes. Callers who would wait
    /// longer are refused at once. <c>Registration:PatienceSeconds</c> bounds the wait of sign-ups. Default 5.
    /// </summary>
    [SettingRange("Passwords:MaxWaitSeconds", 0.1, 60)]
    public double MaxWaitSeconds { get; set; } = 5;

    /// <summary>
    /// How many passwords are compared at once with hashes that came with an import, apart from all others. Each may
    /// take 128 MiB. A log-in waits for half of <see cref="MaxWaitSeconds"/> at most. Default 1.
    /// </summary>
    [SettingRange("Passwords:ImportedThreads", 1, 64)]
    public int ImportedThreads { get; set; } = 1;
}
