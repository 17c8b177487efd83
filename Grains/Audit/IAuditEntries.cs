using System.Collections.Immutable;

namespace OrleansRegistration.Audit;

/// <summary>The stored audit log.</summary>
internal interface IAuditEntries
{
    /// <inheritdoc cref="IAuditLogGrain.ReadAsync"/>
    /// <exception cref="Storage.StorageUnavailableException">A database does not answer in time.</exception>
    Task<ImmutableArray<AuditEntry>> ReadAsync(AuditQuery query);
}
