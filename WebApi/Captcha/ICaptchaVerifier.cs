using System.Net;

namespace OrleansRegistration.Captcha;

/// <summary>What became of a captcha answer.</summary>
internal enum CaptchaOutcome
{
    /// <summary>It is right, and used from now on.</summary>
    Passed,

    /// <summary>It is no answer to any challenge of ours, or a wrong one.</summary>
    Invalid,

    /// <summary>It came too late.</summary>
    Expired,

    /// <summary>It was used before.</summary>
    Duplicate,

    /// <summary>Nobody could tell.</summary>
    Unavailable,
}

/// <summary>An answer.</summary>
/// <param name="Text">As the client sent it; not empty.</param>
/// <param name="Address">The client's.</param>
/// <param name="Holder">For whom it is used: only the same holder may use it again (<see cref="ConsumedAnswer"/>).</param>
internal sealed record CaptchaAnswer(string Text, IPAddress? Address, string? Holder)
{
    /// <inheritdoc/>
    /// <remarks>Without the answer and the address.</remarks>
    public override string ToString() => nameof(CaptchaAnswer);
}

/// <summary>A way to verify answers. Never throws for what a client or a provider sends, or for what does not answer.</summary>
internal interface ICaptchaVerifier
{
    /// <summary>Verifies an answer, and uses it up.</summary>
    Task<CaptchaOutcome> VerifyAsync(CaptchaAnswer answer);
}
