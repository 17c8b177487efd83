using Orleans.Concurrency;

namespace OrleansRegistration.Operators;

/// <summary>
/// What was first asked for under an <c>Idempotency-Key</c> of an operators' route; key <c>receipt/&lt;id&gt;</c>. A
/// job keeps this itself.
/// </summary>
[Alias("IReceiptGrain"), GrainInterfaceType(GrainTypes.Receipt)]
public interface IReceiptGrain : IGrainWithStringKey
{
    /// <summary>Whether the first request under this key had <paramref name="fingerprint"/>. Idempotent.</summary>
    [Alias("matches"), AlwaysInterleave]
    Task<bool> MatchesAsync(string fingerprint);
}
