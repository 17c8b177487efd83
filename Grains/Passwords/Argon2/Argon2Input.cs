namespace OrleansRegistration.Passwords;

/// <summary>What an Argon2id tag is made of (RFC 9106, 3.1).</summary>
/// <param name="password">The password, 0 octets or more.</param>
/// <param name="salt">The salt.</param>
/// <param name="memoryKiB">Memory in KiB, at least 8 for each lane.</param>
/// <param name="iterations">Passes over the memory, at least 1.</param>
internal readonly ref struct Argon2Input(
    ReadOnlySpan<byte> password,
    ReadOnlySpan<byte> salt,
    int memoryKiB,
    int iterations
)
{
    public ReadOnlySpan<byte> Password { get; } = password;

    public ReadOnlySpan<byte> Salt { get; } = salt;

    public int MemoryKiB { get; } = memoryKiB;

    public int Iterations { get; } = iterations;

    /// <summary>Lanes. The service always has one; the vector of RFC 9106 has four.</summary>
    public int Lanes { get; init; } = 1;

    /// <summary>A key besides the salt. The service has none; the vector of RFC 9106 has one.</summary>
    public ReadOnlySpan<byte> Secret { get; init; }

    /// <summary>Associated data. The service has none; the vector of RFC 9106 has some.</summary>
    public ReadOnlySpan<byte> AssociatedData { get; init; }
}
