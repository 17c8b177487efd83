namespace OrleansRegistration.Captcha;

/// <summary>The result of verifying a captcha answer.</summary>
internal enum CaptchaOutcome
{
    /// <summary>The answer is right, and is consumed now.</summary>
    Passed,

    /// <summary>The answer is wrong, or answers no challenge of ours.</summary>
    Invalid,

    /// <summary>The answer came too late.</summary>
    Expired,

    /// <summary>The answer was consumed before.</summary>
    Duplicate,

    /// <summary>The answer could not be verified.</summary>
    Unavailable,
}
