namespace OrleansRegistration.Captcha;

/// <summary>
/// Verifies captcha answers. Never throws because of what a client or a provider sends, or because a provider does not
/// answer.
/// </summary>
internal interface ICaptchaVerifier
{
    /// <summary>Verifies an answer, and consumes it.</summary>
    Task<CaptchaOutcome> VerifyAsync(CaptchaAnswer answer);
}
