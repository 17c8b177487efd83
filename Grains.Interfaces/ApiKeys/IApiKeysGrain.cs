using System.Collections.Immutable;
using Orleans.Concurrency;
using OrleansRegistration.Audit;

namespace OrleansRegistration.ApiKeys;

/// <summary>
/// The API keys of services; key <see cref="GrainKeys.ApiKeys"/>. Keeps nothing in memory, so a revoked key is refused
/// at once. Every call may be repeated. Calls throw <see cref="Storage.StorageUnavailableException"/> when storage
/// cannot answer.
/// </summary>
[Alias("IApiKeysGrain"), GrainInterfaceType(GrainTypes.ApiKeys)]
public interface IApiKeysGrain : IGrainWithStringKey
{
    /// <summary>All keys that are kept, the newest first.</summary>
    [Alias("list"), AlwaysInterleave]
    Task<ImmutableArray<ApiKey>> ListAsync();

    /// <summary>Finds a key that is valid now, and notes now and then that it was used.</summary>
    /// <param name="secretHash">The SHA-256 of the key's secret, in base64url.</param>
    /// <returns><c>null</c> when there is no such key, or it is revoked or has expired.</returns>
    [Alias("find"), AlwaysInterleave]
    Task<ApiKey?> FindAsync(string id, string secretHash);

    /// <summary>Makes a key.</summary>
    [Alias("make"), AlwaysInterleave]
    Task<ApiKeyResult> MakeAsync(NewApiKey key, ActRequest request);

    /// <summary>Revokes a key. A repeat changes nothing.</summary>
    [Alias("revoke"), AlwaysInterleave]
    Task<ApiKeyOutcome> RevokeAsync(string id, ActRequest request);
}
