using Orleans.Concurrency;

namespace OrleansRegistration.Captcha;

/// <summary>A captcha answer that was found right and is now used.</summary>
/// <param name="Answer">Names the answer: at least <see cref="CaptchaShards.Digits"/> lower-case hexadecimal digits, random or a hash's, and nothing personal.</param>
/// <param name="Holder">
/// For whom it is used: what a repeat says again, derived from its <c>Idempotency-Key</c> and form. <c>null</c>: for nobody who could repeat.
/// </param>
/// <param name="ExpiresAt">When the answer is refused as expired, whatever is remembered here.</param>
[GenerateSerializer, Immutable, Alias("captcha-use")]
public sealed record CaptchaUse(
    [property: Id(0)] string Answer,
    [property: Id(1)] string? Holder,
    [property: Id(2)] DateTimeOffset ExpiresAt
);

/// <summary>
/// One shard of the used captcha answers; key <c>captcha/&lt;three hexadecimal digits&gt;</c>. An answer is used once in the whole cluster, also when
/// silos crash: nobody is told "yes" before the row is written, against its version. An answer is forgotten once it has expired for
/// <see cref="Clocks.MaxSkew"/>. Group commit, as <c>IInvitationCodeGrain</c>.
/// </summary>
[Alias("ICaptchaGrain"), GrainInterfaceType(RegistrationGrains.Captcha)]
public interface ICaptchaGrain : IGrainWithStringKey
{
    /// <summary>Uses an answer.</summary>
    /// <returns><c>true</c>: used for the first time, or before by the same holder. <c>false</c>: used by another, or by nobody who could repeat.</returns>
    [Alias("use"), AlwaysInterleave]
    Task<bool> UseAsync(CaptchaUse use);

    /// <summary>Whether <paramref name="holder"/> has used <paramref name="answer"/>, as far as that is remembered. Changes nothing.</summary>
    [Alias("is-used-by"), AlwaysInterleave]
    Task<bool> IsUsedByAsync(string answer, string holder);
}
