namespace OrleansRegistration.Captcha;

/// <summary>A captcha answer that was found right and is now used.</summary>
/// <param name="Name">The answer's name: at least <see cref="CaptchaShards.Digits"/> lower-case hexadecimal digits, random or a hash's, and nothing personal.</param>
/// <param name="Holder">
/// For whom it is used: what a repeat says again, derived from its <c>Idempotency-Key</c> and form. <c>null</c>: for nobody who could repeat.
/// </param>
/// <param name="ExpiresAt">When the answer is refused as expired, whatever is remembered here.</param>
[GenerateSerializer, Immutable, Alias("captcha-use")]
public sealed record ConsumedAnswer(
    [property: Id(0)] string Name,
    [property: Id(1)] string? Holder,
    [property: Id(2)] DateTimeOffset ExpiresAt
);
