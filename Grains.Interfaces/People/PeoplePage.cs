using System.Collections.Immutable;

namespace OrleansRegistration.People;

/// <summary>A page of accounts.</summary>
/// <param name="Items">May be fewer than were asked for, even none, although there are more pages.</param>
/// <param name="Next">Where the next page begins; <c>null</c> after the last.</param>
[GenerateSerializer, Immutable, Alias("people-page")]
public sealed record PeoplePage([property: Id(0)] ImmutableArray<Person> Items, [property: Id(1)] string? Next);
