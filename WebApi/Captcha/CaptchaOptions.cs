using System.ComponentModel.DataAnnotations;

namespace OrleansRegistration.Captcha;

/// <summary>Who checks captcha answers.</summary>
internal enum CaptchaProvider
{
    /// <summary>This service, by a puzzle for the client's processor.</summary>
    ProofOfWork,

    /// <summary>Google reCAPTCHA.</summary>
    ReCaptcha,

    /// <summary>hCaptcha.</summary>
    HCaptcha,

    /// <summary>Cloudflare Turnstile.</summary>
    Turnstile,

    /// <summary>Nobody: answers are not looked at.</summary>
    None,
}

/// <summary>Settings <c>Captcha:*</c>.</summary>
internal sealed class CaptchaOptions : IValidatableObject
{
    /// <summary>The longest captcha answer, in UTF-16 units.</summary>
    public const int MaxAnswerLength = 8192;

    /// <summary><c>Captcha:Provider</c>. Default <see cref="CaptchaProvider.None"/>, until another one is built.</summary>
    public CaptchaProvider Provider { get; set; } = CaptchaProvider.None;

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Provider != CaptchaProvider.None)
        {
            yield return new ValidationResult($"Captcha:Provider={Provider} is not built yet; use None.", [nameof(Provider)]);
        }
    }
}
