using System.Collections.Immutable;
using OrleansRegistration.Operators;

namespace OrleansRegistration.ApiKeys;

/// <summary>An API key, without its secret.</summary>
/// <param name="Id">16 lower-case hexadecimal digits.</param>
/// <param name="Service">The name of the service. Several keys may have the same.</param>
/// <param name="RevokedAt">When the key was revoked; <c>null</c> before that.</param>
/// <param name="LastUsedAt">About when the key was last used, to the hour; <c>null</c> before its first use.</param>
[GenerateSerializer, Immutable, Alias("api-key")]
public sealed record ApiKey(
    [property: Id(0)] string Id,
    [property: Id(1)] string Service,
    [property: Id(2)] ImmutableArray<Scope> Scopes,
    [property: Id(3)] DateTimeOffset CreatedAt,
    [property: Id(4)] DateTimeOffset ExpiresAt,
    [property: Id(5)] DateTimeOffset? RevokedAt,
    [property: Id(6)] DateTimeOffset? LastUsedAt
)
{
    /// <summary>The most keys that are kept.</summary>
    public const int MaxKeys = 200;

    /// <summary>The greatest length of a service's name.</summary>
    public const int MaxService = 40;

    /// <summary>The longest life of a key.</summary>
    public static readonly TimeSpan MaxLife = TimeSpan.FromDays(366);

    /// <summary>Whether a text may be a service's name: 1 to 40 lower-case letters, digits and hyphens.</summary>
    public static bool IsService(string? name) =>
        name is { Length: > 0 and <= MaxService }
        && name.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-');
}

/// <summary>A key to be made.</summary>
/// <param name="Id">Made by the caller; see <see cref="ApiKey.Id"/>.</param>
/// <param name="SecretHash">The SHA-256 of the key's secret, in base64url.</param>
[GenerateSerializer, Immutable, Alias("new-api-key")]
public sealed record NewApiKey(
    [property: Id(0)] string Id,
    [property: Id(1)] string Service,
    [property: Id(2)] ImmutableArray<Scope> Scopes,
    [property: Id(3)] DateTimeOffset ExpiresAt,
    [property: Id(4)] string SecretHash
)
{
    /// <inheritdoc/>
    /// <remarks>Leaves the hash out, because messages are logged.</remarks>
    public override string ToString() => nameof(NewApiKey);
}

/// <summary>The result of a change of the API keys.</summary>
[GenerateSerializer, Alias("api-key-outcome")]
public enum ApiKeyOutcome
{
    /// <summary>The change is durable.</summary>
    Done,

    /// <summary>There is no such key.</summary>
    NotFound,

    /// <summary>There are <see cref="ApiKey.MaxKeys"/> valid keys.</summary>
    LimitReached,

    /// <summary>The change surely failed; a repeat may succeed.</summary>
    Failed,

    /// <summary>Storage did not say whether the change landed.</summary>
    Unknown,
}

/// <summary>The answer to a request for a new key.</summary>
/// <param name="Key">The key, for <see cref="ApiKeyOutcome.Done"/>; otherwise <c>null</c>.</param>
[GenerateSerializer, Immutable, Alias("api-key-result")]
public sealed record ApiKeyResult([property: Id(0)] ApiKeyOutcome Outcome, [property: Id(1)] ApiKey? Key);
