using System.Collections.Immutable;
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

/// <summary>One element of the ring of ASP.NET Data Protection, with its secrets encrypted. Stored as it is.</summary>
[GenerateSerializer, Immutable, Alias("keyring.element")]
public sealed record KeyRingElement([property: Id(0)] string Name, [property: Id(1)] string Xml)
{
    /// <inheritdoc/>
    public override string ToString() => nameof(KeyRingElement);
}

/// <summary>All keys that the nodes of a service share.</summary>
/// <param name="Version">Of the row; 0 when there is none.</param>
/// <param name="MasterCheck">Tells whether a node has the master secret that the ring is encrypted under; <c>null</c> in an empty ring.</param>
[GenerateSerializer, Immutable, Alias("keyring")]
public sealed record KeyRing(
    [property: Id(0)] long Version,
    [property: Id(1)] string? MasterCheck,
    [property: Id(2)] ImmutableArray<KeyRingKey> Keys,
    [property: Id(3)] ImmutableArray<KeyRingElement> Elements
)
{
    /// <summary>How much longer than its tokens a signing key is accepted: for clocks that differ.</summary>
    public static readonly TimeSpan Margin = TimeSpan.FromMinutes(10);
}
