using System.Text.Json.Serialization;

namespace OrleansRegistration.Keys;

/// <summary>The purpose of a key. Stored by name.</summary>
public enum KeyPurpose
{
    /// <summary>The key signs access tokens. It is rotated.</summary>
    Signing,

    /// <summary>
    /// The key derives ids and secrets from texts (user ids from an <c>Idempotency-Key</c>). It is never rotated,
    /// because derived values are looked up later.
    /// </summary>
    Derivation,
}

/// <summary>One key. Stored in this form: members may only be added.</summary>
/// <param name="Id">The id, unique in the ring. The <c>kid</c> of a signing key (RFC 7638).</param>
/// <param name="ActiveFrom">
/// When the key becomes active. It is published earlier and used until the next key of its purpose is active.
/// </param>
/// <param name="RetireAt">When the key stops being accepted; <c>null</c> as long as it has no successor.</param>
/// <param name="Secret">The private part, encrypted by the node that made the key. The grain cannot read it.</param>
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
    /// <remarks>Hides the encrypted secret too, because messages are logged.</remarks>
    public override string ToString() => $"{Purpose} {Id}";
}
