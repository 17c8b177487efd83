using System.Text.Json.Serialization;

namespace OrleansRegistration.Keys;

/// <summary>What a key of the ring is for. Stored by name.</summary>
public enum KeyPurpose
{
    /// <summary>Signs access tokens; rotated.</summary>
    Signing,

    /// <summary>Derives ids and secrets from texts (user ids from an <c>Idempotency-Key</c>); never rotated, because what it derives is looked up again.</summary>
    Derivation,
}

/// <summary>One key. Stored as it is: members are additive.</summary>
/// <param name="Id">Unique in the ring; of a signing key its <c>kid</c> (RFC 7638).</param>
/// <param name="ActiveFrom">Used from then on, until the next one of the same use is active; published before.</param>
/// <param name="RetireAt">Not accepted from then on; <c>null</c> while there is no successor.</param>
/// <param name="Secret">The private part, encrypted by the node that made it; the grain cannot read it.</param>
[GenerateSerializer, Immutable, Alias("keyring.key")]
public sealed record KeyRingKey(
    [property: Id(0)] string Id,
    [property: Id(1), JsonPropertyName("use")] KeyPurpose Purpose,
    [property: Id(2)] DateTimeOffset MadeAt,
    [property: Id(3)] DateTimeOffset ActiveFrom,
    [property: Id(4)] DateTimeOffset? RetireAt,
    [property: Id(5)] string Secret
)
{
    /// <inheritdoc/>
    /// <remarks>Without the secret, encrypted though it is: messages are logged.</remarks>
    public override string ToString() => $"{Purpose} {Id}";
}
