namespace OrleansRegistration.Limits;

/// <summary>How often something may be done: <paramref name="Count"/> times at once, and as often again, evenly, in each <paramref name="Window"/>.</summary>
[GenerateSerializer, Immutable, Alias("rate-limit")]
public readonly record struct RateLimit([property: Id(0)] int Count, [property: Id(1)] TimeSpan Window);
