using System.Collections.Immutable;

namespace OrleansRegistration.Audit;

/// <summary>Which entries of the audit log to read. Filters that are <c>null</c> let everything pass.</summary>
/// <param name="Subjects">The keys of the grains that were acted on; empty for all.</param>
/// <param name="Actor">The actor, as <see cref="Audit.Actor.ToString"/> writes it.</param>
/// <param name="Kind">The kind of act, such as <c>user.disable</c>.</param>
/// <param name="From">The first moment.</param>
/// <param name="To">The moment after the last one.</param>
/// <param name="After">The last entry of the page before; <c>null</c> for the first page.</param>
[GenerateSerializer, Immutable, Alias("audit-query")]
public sealed record AuditQuery(
    [property: Id(0)] ImmutableArray<string> Subjects,
    [property: Id(1)] string? Actor,
    [property: Id(2)] string? Kind,
    [property: Id(3)] DateTimeOffset? From,
    [property: Id(4)] DateTimeOffset? To,
    [property: Id(5)] AuditPosition? After,
    [property: Id(6)] int Limit
);

/// <summary>The place of an entry in the order of the log.</summary>
[GenerateSerializer, Immutable, Alias("audit-position")]
public sealed record AuditPosition(
    [property: Id(0)] DateTimeOffset At,
    [property: Id(1)] string Subject,
    [property: Id(2)] int Number
);

/// <summary>An entry of the audit log: one act.</summary>
/// <param name="Subject">The key of the grain that was acted on.</param>
/// <param name="Number">The number of the act among those on the subject, from 1.</param>
/// <param name="Data">What else there is to say.</param>
[GenerateSerializer, Immutable, Alias("audit-entry")]
public sealed record AuditEntry(
    [property: Id(0)] string Subject,
    [property: Id(1)] int Number,
    [property: Id(2)] Guid Id,
    [property: Id(3)] string Kind,
    [property: Id(4)] DateTimeOffset At,
    [property: Id(5)] string Actor,
    [property: Id(6)] string? Reason,
    [property: Id(7)] ImmutableSortedDictionary<string, string> Data
);
