namespace OrleansRegistration.Captcha;

/// <summary>A captcha answer that was verified and is consumed now.</summary>
/// <param name="Name">
/// The answer's name: at least <see cref="CaptchaShards.Digits"/> lower-case hexadecimal digits, random or of a hash.
/// It must hold nothing personal.
/// </param>
/// <param name="Holder">
/// A keyed hash of <c>Idempotency-Key</c> and form, which a repeat sends again. <c>null</c> when the answer cannot be
/// repeated.
/// </param>
/// <param name="ExpiresAt">When the answer expires. From then on it is refused where it is verified.</param>
[GenerateSerializer, Immutable, Alias("captcha-use")]
public sealed record ConsumedAnswer(
    [property: Id(0)] string Name,
    [property: Id(1)] string? Holder,
    [property: Id(2)] DateTimeOffset ExpiresAt
);
