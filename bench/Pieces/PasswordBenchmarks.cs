using BenchmarkDotNet.Attributes;
using OrleansRegistration.Passwords;

namespace OrleansRegistration.Pieces;

/// <summary>Computes an Argon2id hash, at the default cost and at the least cost that the settings allow.</summary>
[MemoryDiagnoser]
public class PasswordBenchmarks
{
    private readonly byte[] _password = "Correct-horse7"u8.ToArray();
    private readonly byte[] _salt = new byte[PasswordHash.SaltSize];
    private readonly PasswordOptions _defaults = new();

    [Benchmark]
    public string Default() =>
        PasswordHash.Compute(_password, _defaults.MemoryKiB, _defaults.Iterations, _salt).ToPhc();

    [Benchmark]
    public string Minimum() => PasswordHash.Compute(_password, 8, 1, _salt).ToPhc();
}
