namespace OrleansRegistration.Limits;

/// <summary>
/// A limit: <paramref name="Count"/> turns at once, which come back evenly within a <paramref name="Window"/>.
/// </summary>
[GenerateSerializer, Immutable, Alias("rate-limit")]
public readonly record struct RateLimit([property: Id(0)] int Count, [property: Id(1)] TimeSpan Window);
