namespace OrleansRegistration.Passwords;

/// <summary>
/// Derives by this service's own code in memory that it keeps. A hash that costs more memory is left to libsodium.
/// </summary>
/// <param name="memoryKiB">The memory to keep, in KiB.</param>
internal sealed class KeptMemoryDeriver(int memoryKiB) : IPasswordDeriver
{
    private readonly LibsodiumDeriver _libsodium = new();

    /// <summary>Whether this machine has the instructions.</summary>
    public static bool IsSupported => BlockCompression512.IsSupported || BlockCompression256.IsSupported;

    /// <summary>The kept memory.</summary>
    public Argon2Memory Memory { get; } = new(memoryKiB);

    /// <inheritdoc/>
    public byte[] Derive(ReadOnlySpan<byte> password, int memoryKiB, int iterations, ReadOnlySpan<byte> salt)
    {
        if (memoryKiB > Memory.MemoryKiB)
        {
            return _libsodium.Derive(password, memoryKiB, iterations, salt);
        }

        var tag = new byte[PasswordHash.HashSize];
        var input = new Argon2Input(password, salt, memoryKiB, iterations);
        if (BlockCompression512.IsSupported)
        {
            KeptArgon2id.Derive<BlockCompression512>(input, tag, Memory);
        }
        else
        {
            KeptArgon2id.Derive<BlockCompression256>(input, tag, Memory);
        }

        return tag;
    }

    /// <inheritdoc/>
    public void Wipe() => Memory.Wipe();

    /// <inheritdoc/>
    public void GiveBack() => Memory.GiveBack();

    /// <inheritdoc/>
    public void Dispose()
    {
        Memory.Dispose();
        _libsodium.Dispose();
    }
}
