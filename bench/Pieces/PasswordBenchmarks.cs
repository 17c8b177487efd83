using BenchmarkDotNet.Attributes;
using OrleansRegistration.Passwords;

namespace OrleansRegistration.Pieces;

/// <summary>One Argon2id hash, at the default cost and at the least that the settings allow.</summary>
[MemoryDiagnoser]
public class PasswordBenchmarks
{
    private readonly byte[] password = "Correct-horse7"u8.ToArray();
    private readonly byte[] salt = new byte[PasswordHash.SaltSize];
    private readonly PasswordOptions defaults = new();

    [Benchmark]
    public string Default() => PasswordHash.Compute(password, defaults.MemoryKiB, defaults.Iterations, salt).ToPhc();

    [Benchmark]
    public string Minimum() => PasswordHash.Compute(password, 8, 1, salt).ToPhc();
}
