using System.Collections.Immutable;
using Orleans.Concurrency;

namespace OrleansRegistration.Audit;

/// <inheritdoc cref="IAuditLogGrain"/>
[GrainType(GrainTypes.AuditLog), StatelessWorker]
internal sealed class AuditLogGrain(IAuditEntries entries) : Grain, IAuditLogGrain
{
    public Task<ImmutableArray<AuditEntry>> ReadAsync(AuditQuery query) => entries.ReadAsync(query);
}
