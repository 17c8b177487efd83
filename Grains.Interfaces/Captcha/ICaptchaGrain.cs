using Orleans.Concurrency;

namespace OrleansRegistration.Captcha;

/// <summary>
/// One shard of the consumed captcha answers; key <c>captcha/&lt;three hexadecimal digits&gt;</c>. An answer is
/// consumed once in the whole cluster, also when silos crash: the grain says "yes" only after its row was written
/// against the version. It forgets an answer <see cref="Clocks.MaxSkew"/> after its expiry. Calls interleave and share
/// writes, like those of <c>IInvitationCodeGrain</c>.
/// </summary>
[Alias("ICaptchaGrain"), GrainInterfaceType(GrainTypes.Captcha)]
public interface ICaptchaGrain : IGrainWithStringKey
{
    /// <summary>Consumes an answer.</summary>
    /// <returns>
    /// <c>true</c> for the first call and for a repeat by the same holder. <c>false</c> when another holder consumed
    /// the answer, or when it has no holder.
    /// </returns>
    [Alias("use"), AlwaysInterleave]
    Task<bool> ConsumeAsync(ConsumedAnswer answer);

    /// <summary>
    /// Whether <paramref name="holder"/> consumed <paramref name="answer"/>, as far as that is remembered. Changes
    /// nothing.
    /// </summary>
    [Alias("is-used-by"), AlwaysInterleave]
    Task<bool> IsConsumedByAsync(string answer, string holder);
}
