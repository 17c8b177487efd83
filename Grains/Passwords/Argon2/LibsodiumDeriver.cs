using NSec.Cryptography;

namespace OrleansRegistration.Passwords;

/// <summary>Derives by libsodium, which gives its memory back to the system after each hash.</summary>
internal sealed class LibsodiumDeriver : IPasswordDeriver
{
    /// <inheritdoc/>
    public byte[] Derive(ReadOnlySpan<byte> password, int memoryKiB, int iterations, ReadOnlySpan<byte> salt) =>
        new Argon2id(
            new Argon2Parameters
            {
                DegreeOfParallelism = 1,
                MemorySize = memoryKiB,
                NumberOfPasses = iterations,
            }
        ).DeriveBytes(password, salt, PasswordHash.HashSize);

    /// <inheritdoc/>
    public void Wipe() { }

    /// <inheritdoc/>
    public void GiveBack() { }

    /// <inheritdoc/>
    public void Dispose() { }
}
