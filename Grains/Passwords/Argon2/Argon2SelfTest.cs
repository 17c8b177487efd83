using System.Security.Cryptography;

namespace OrleansRegistration.Passwords;

/// <summary>
/// Compares our Argon2id with libsodium on this very machine. Wrong code for an instruction set that no test machine
/// has would make hashes that no other version can check.
/// </summary>
internal static class Argon2SelfTest
{
    private const int SmallKiB = 64;
    private const int SmallIterations = 3;
    private const int PasswordSize = 24;

    /// <summary>Whether both give the same tags, at a small cost and at the real cost.</summary>
    public static bool Passes(IPasswordDeriver deriver, int memoryKiB, int iterations) =>
        Agrees(deriver, Math.Min(SmallKiB, memoryKiB), SmallIterations) && Agrees(deriver, memoryKiB, iterations);

    private static bool Agrees(IPasswordDeriver deriver, int memoryKiB, int iterations)
    {
        using var libsodium = new LibsodiumDeriver();
        var password = RandomNumberGenerator.GetBytes(PasswordSize);
        var salt = RandomNumberGenerator.GetBytes(PasswordHash.SaltSize);
        return deriver
            .Derive(password, memoryKiB, iterations, salt)
            .AsSpan()
            .SequenceEqual(libsodium.Derive(password, memoryKiB, iterations, salt));
    }
}
