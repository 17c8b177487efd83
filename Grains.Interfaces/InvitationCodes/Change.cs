namespace OrleansRegistration.InvitationCodes;

/// <summary>
/// A new value, which may be <c>null</c>. In place of a change <c>null</c> means that the old value stays.
/// </summary>
[GenerateSerializer, Immutable, Alias("change`1")]
public sealed record Change<T>([property: Id(0)] T? Value);
