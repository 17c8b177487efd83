namespace OrleansRegistration.Passwords;

/// <summary>Which code computes Argon2id. The hashes are the same.</summary>
public enum Argon2Implementation
{
    /// <summary>The fastest that this machine can run and that agrees with libsodium at start.</summary>
    Auto,

    /// <summary>libsodium.</summary>
    Libsodium,
}
