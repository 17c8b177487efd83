using System.Collections.Immutable;

namespace OrleansRegistration.Sessions;

/// <summary>A signed-in device, as its user sees it.</summary>
/// <param name="UserAgent">The shortened <c>User-Agent</c>; <c>null</c> when none was sent.</param>
[GenerateSerializer, Immutable, Alias("session")]
public sealed record Session(
    [property: Id(0)] Guid Id,
    [property: Id(1)] DateTimeOffset CreatedAt,
    [property: Id(2)] DateTimeOffset LastUsedAt,
    [property: Id(3)] DateTimeOffset ExpiresAt,
    [property: Id(4)] string? UserAgent
);

/// <summary>All sessions of a user, most recently used first.</summary>
[GenerateSerializer, Immutable, Alias("sessions")]
public sealed record SessionList([property: Id(0)] ImmutableArray<Session> Sessions);
