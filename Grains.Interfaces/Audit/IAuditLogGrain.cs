using System.Collections.Immutable;
using Orleans.Concurrency;

namespace OrleansRegistration.Audit;

/// <summary>
/// Reads the audit log; key <see cref="GrainKeys.AuditLog"/>. Each silo has as many as are called at once. Calls throw
/// <see cref="Storage.StorageUnavailableException"/> when a database does not answer in time.
/// </summary>
[Alias("IAuditLogGrain"), GrainInterfaceType(GrainTypes.AuditLog)]
public interface IAuditLogGrain : IGrainWithStringKey
{
    /// <summary>A page of entries, the newest first.</summary>
    [Alias("read")]
    Task<ImmutableArray<AuditEntry>> ReadAsync(AuditQuery query);
}
