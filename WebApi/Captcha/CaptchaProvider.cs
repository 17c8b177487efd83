namespace OrleansRegistration.Captcha;

/// <summary>Who verifies captcha answers.</summary>
internal enum CaptchaProvider
{
    /// <summary>This service, with a puzzle for the client's processor.</summary>
    ProofOfWork,

    /// <summary>Google reCAPTCHA, version 2 or 3.</summary>
    ReCaptcha,

    /// <summary>hCaptcha.</summary>
    HCaptcha,

    /// <summary>Cloudflare Turnstile.</summary>
    Turnstile,

    /// <summary>Nobody: answers are ignored.</summary>
    None,
}
