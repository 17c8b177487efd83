using System.Collections.Immutable;

namespace OrleansRegistration.InvitationCodes;

/// <summary>A page of codes.</summary>
/// <param name="Items">May be fewer than were asked for, even none, although there are more pages.</param>
/// <param name="Next">Where the next page begins; <c>null</c> after the last.</param>
[GenerateSerializer, Immutable, Alias("code-page")]
public sealed record CodePage([property: Id(0)] ImmutableArray<ListedCode> Items, [property: Id(1)] string? Next);

/// <summary>A code as the read model has it.</summary>
/// <param name="Description">Without the sign-ups that are under way, and without the id of the request.</param>
[GenerateSerializer, Immutable, Alias("listed-code")]
public sealed record ListedCode([property: Id(0)] InvitationCode Code, [property: Id(1)] CodeDescription Description);
