namespace OrleansRegistration.Passwords;

/// <summary>The compression function G of Argon2 (RFC 9106, 3.5), for one instruction set.</summary>
internal unsafe interface IBlockCompression
{
    /// <summary>Whether this machine has the instructions.</summary>
    static abstract bool IsSupported { get; }

    /// <summary>
    /// Writes G(<paramref name="x"/>, <paramref name="y"/>) XOR <paramref name="before"/> to <paramref name="block"/>.
    /// All four are blocks of <see cref="Argon2Memory.BlockWords"/> words, laid out as
    /// <see cref="KeptArgon2id.PlaceOf"/> says. They may be the same.
    /// </summary>
    static abstract void Compress(ulong* x, ulong* y, ulong* before, ulong* block);
}
