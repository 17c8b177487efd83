namespace OrleansRegistration.Statistics;

/// <summary>How often something happened in an hour or a day that begins at <paramref name="Time"/>, UTC.</summary>
/// <param name="Kind">
/// <c>registered</c>, <c>activated</c>, <c>deleted</c>, <c>mail_sent</c>, <c>mail_failed</c>; or what leaves no record:
/// <c>refused</c>, <c>overloaded</c>, <c>failed</c>, <c>unknown</c>; or a reason, such as
/// <c>refused/username:taken</c>.
/// </param>
[GenerateSerializer, Immutable, Alias("timed-count")]
public sealed record TimedCount(
    [property: Id(0)] DateTimeOffset Time,
    [property: Id(1)] string Kind,
    [property: Id(2)] long Count
);
