using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using OrleansRegistration.Audit;
using OrleansRegistration.Operators;

namespace OrleansRegistration.ApiKeys;

/// <summary>An API key as stored.</summary>
internal sealed record StoredApiKey
{
    public string Id
    {
        get;
        init => field = value ?? field;
    } = "";

    public string Service
    {
        get;
        init => field = value ?? field;
    } = "";

    public ImmutableArray<Scope> Scopes
    {
        get;
        init => field = value.IsDefault ? field : value;
    } = [];

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset ExpiresAt { get; init; }

    public DateTimeOffset? RevokedAt { get; init; }

    /// <summary>When the key was last used. Written at most once an hour.</summary>
    public DateTimeOffset? LastUsedAt { get; init; }

    /// <summary>The SHA-256 of the secret, in base64url. The secret itself is 32 random bytes.</summary>
    public string SecretHash
    {
        get;
        init => field = value ?? field;
    } = "";

    /// <summary>Whether the key may be used.</summary>
    public bool IsValid(DateTimeOffset now) => RevokedAt is null && ExpiresAt > now;

    /// <summary>Whether a hash is that of the key's secret. Takes the same time for every hash.</summary>
    public bool Has(string secretHash) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(SecretHash), Encoding.UTF8.GetBytes(secretHash));

    /// <summary>The key without its secret.</summary>
    public ApiKey ToKey() => new(Id, Service, Scopes, CreatedAt, ExpiresAt, RevokedAt, LastUsedAt);
}

/// <summary>The stored API keys, and the rules on them.</summary>
internal sealed record ApiKeysRecord
{
    public ImmutableArray<StoredApiKey> Keys
    {
        get;
        init => field = value.IsDefault ? field : value;
    } = [];

    /// <summary>The last act on the keys; <c>null</c> before the first.</summary>
    public Act? Act { get; init; }

    /// <summary>The key with an id; <c>null</c> for none.</summary>
    public StoredApiKey? Find(string id) => Keys.FirstOrDefault(key => key.Id == id);

    /// <summary>
    /// Adds a key. When there are too many, the one that was made first of those that are no longer valid is forgotten:
    /// the audit log knows it.
    /// </summary>
    /// <returns><c>null</c> when <see cref="ApiKey.MaxKeys"/> keys are valid.</returns>
    public ApiKeysRecord? Add(StoredApiKey key, DateTimeOffset now)
    {
        var kept = Keys;
        while (kept.Length >= ApiKey.MaxKeys)
        {
            if (kept.Where(old => !old.IsValid(now)).MinBy(old => old.CreatedAt) is not { } oldest)
            {
                return null;
            }

            kept = kept.Remove(oldest);
        }

        return this with
        {
            Keys = kept.Add(key),
        };
    }

    /// <summary>Replaces a key.</summary>
    public ApiKeysRecord Set(StoredApiKey key) =>
        this with
        {
            Keys = [.. Keys.Select(old => old.Id == key.Id ? key : old)],
        };
}
