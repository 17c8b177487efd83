using BenchmarkDotNet.Attributes;
using OrleansRegistration.Passwords;

namespace OrleansRegistration.Pieces;

/// <summary>
/// Computes an Argon2id hash, at the default cost and at the least cost that the settings allow, by this service's own
/// code and by libsodium.
/// </summary>
[MemoryDiagnoser]
public class PasswordBenchmarks
{
    private readonly byte[] _password = "Correct-horse7"u8.ToArray();
    private readonly byte[] _salt = new byte[PasswordHash.SaltSize];
    private readonly PasswordOptions _defaults = new();
    private static readonly KeptMemoryDeriver Kept = new(new PasswordOptions().MemoryKiB);
    private static readonly LibsodiumDeriver Sodium = new();

    [Benchmark]
    public byte[] Own() => Kept.Derive(_password, _defaults.MemoryKiB, _defaults.Iterations, _salt);

    [Benchmark]
    public byte[] OwnWiped()
    {
        var tag = Own();
        Kept.Wipe();
        return tag;
    }

    [Benchmark(Baseline = true)]
    public byte[] Libsodium() => Sodium.Derive(_password, _defaults.MemoryKiB, _defaults.Iterations, _salt);

    [Benchmark]
    public byte[] OwnMinimum() => Kept.Derive(_password, 8, 1, _salt);
}
