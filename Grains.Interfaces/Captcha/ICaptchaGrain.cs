using Orleans.Concurrency;

namespace OrleansRegistration.Captcha;

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
    Task<bool> ConsumeAsync(ConsumedAnswer answer);

    /// <summary>Whether <paramref name="holder"/> has used <paramref name="answer"/>, as far as that is remembered. Changes nothing.</summary>
    [Alias("is-used-by"), AlwaysInterleave]
    Task<bool> IsConsumedByAsync(string answer, string holder);
}
