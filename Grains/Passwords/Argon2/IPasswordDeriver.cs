namespace OrleansRegistration.Passwords;

/// <summary>Derives Argon2id tags for one thread. Not thread-safe.</summary>
internal interface IPasswordDeriver : IDisposable
{
    /// <summary>Derives a tag of <see cref="PasswordHash.HashSize"/> octets with one lane.</summary>
    /// <param name="memoryKiB">Memory in KiB, at least 8.</param>
    /// <param name="iterations">Passes over the memory, at least 1.</param>
    byte[] Derive(ReadOnlySpan<byte> password, int memoryKiB, int iterations, ReadOnlySpan<byte> salt);

    /// <summary>Overwrites what the last hash left in memory.</summary>
    void Wipe();

    /// <summary>Gives memory back to the system until the next hash, where the system can take it.</summary>
    void GiveBack();
}
