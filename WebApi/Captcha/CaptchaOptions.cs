using System.ComponentModel.DataAnnotations;
using OrleansRegistration.Hosting;

namespace OrleansRegistration.Captcha;

/// <summary>Settings <c>Captcha:*</c>.</summary>
internal sealed class CaptchaOptions : IValidatableObject
{
    /// <summary>The longest captcha answer, in UTF-16 units.</summary>
    public const int MaxAnswerLength = 8192;

    /// <summary><c>Captcha:Provider</c>. Default <see cref="CaptchaProvider.ProofOfWork"/>.</summary>
    public CaptchaProvider Provider { get; set; } = CaptchaProvider.ProofOfWork;

    /// <summary>
    /// <c>Captcha:SiteKey</c>: the public key of the site at the provider. Not for proof of work or none.
    /// </summary>
    public string SiteKey { get; set; } = "";

    /// <summary>
    /// <c>Captcha:Secret</c>: the secret of this service at the provider. Not for proof of work or none.
    /// </summary>
    public string Secret { get; set; } = "";

    /// <summary>
    /// <c>Captcha:VerifyUrl</c>: where answers are verified: https, or http on this machine. Default: the provider's
    /// address.
    /// </summary>
    public string VerifyUrl { get; set; } = "";

    /// <summary>
    /// <c>Captcha:TimeoutSeconds</c>: how long to wait for a provider, including the second try. Default 5.
    /// </summary>
    [SettingRange("Captcha:TimeoutSeconds", 1, 60)]
    public int TimeoutSeconds { get; set; } = 5;

    /// <summary>
    /// <c>Captcha:MinScore</c>: the lowest score of reCAPTCHA version 3 that passes, 0 to 1. Default: any.
    /// </summary>
    [SettingRange("Captcha:MinScore", 0.0, 1.0)]
    public double? MinScore { get; set; }

    /// <summary>
    /// <c>Captcha:Action</c>: the action of an answer (reCAPTCHA version 3, Turnstile) must be this one. Default: any.
    /// </summary>
    public string Action { get; set; } = "";

    /// <summary>
    /// <c>Captcha:Hostname</c>: the host of the page that gave an answer must be this one. Default: any.
    /// </summary>
    public string Hostname { get; set; } = "";

    /// <summary>
    /// <c>Captcha:ExpirySeconds</c>: how long a proof-of-work challenge can be answered, and so how long answers can be
    /// hoarded. A slow phone must solve a challenge in this time (docs/adr/0023-overload.md). Default 60.
    /// </summary>
    [SettingRange("Captcha:ExpirySeconds", 10, CaptchaShards.MaxExpirySeconds)]
    public int ExpirySeconds { get; set; } = 60;

    /// <summary>
    /// <c>Captcha:Iterations</c>: PBKDF2 rounds of one try at a proof of work, on an idle node. Verifying an answer
    /// costs one try. Default 2000.
    /// </summary>
    [SettingRange("Captcha:Iterations", 1, 1_000_000)]
    public int Iterations { get; set; } = 2000;

    /// <summary>
    /// <c>Captcha:Zeros</c>: how many hexadecimal zeros a try must hit. Each multiplies the average number of tries by
    /// 16. Default 2, so 256 tries.
    /// </summary>
    [SettingRange("Captcha:Zeros", 1, 6)]
    public int Zeros { get; set; } = 2;

    /// <summary>
    /// <c>Captcha:LoadFactor</c>: the factor of <see cref="Iterations"/> when as many sign-ups are under way as the
    /// node admits (docs/adr/0023-overload.md). With fewer sign-ups it is smaller in proportion. 1 switches it off.
    /// Default 4.
    /// </summary>
    [SettingRange("Captcha:LoadFactor", 1.0, 100.0)]
    public double LoadFactor { get; set; } = 4;

    /// <summary>Whether another service verifies answers.</summary>
    public bool IsVerifiedElsewhere =>
        Provider is CaptchaProvider.ReCaptcha or CaptchaProvider.HCaptcha or CaptchaProvider.Turnstile;

    /// <summary>Where answers are verified: <see cref="VerifyUrl"/>, or the provider's address.</summary>
    public Uri GetVerifyAddress() =>
        new(
            VerifyUrl.Length > 0
                ? VerifyUrl
                : Provider switch
                {
                    // https://developers.google.com/recaptcha/docs/verify, https://docs.hcaptcha.com,
                    // https://developers.cloudflare.com/turnstile
                    CaptchaProvider.ReCaptcha => "https://www.google.com/recaptcha/api/siteverify",
                    CaptchaProvider.HCaptcha => "https://api.hcaptcha.com/siteverify",
                    CaptchaProvider.Turnstile => "https://challenges.cloudflare.com/turnstile/v0/siteverify",
                    _ => throw new InvalidOperationException(
                        $"Captcha:Provider={Provider} verifies nothing elsewhere."
                    ),
                }
        );

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (!Enum.IsDefined(Provider))
        {
            yield return new ValidationResult(
                "Captcha:Provider must be ProofOfWork, ReCaptcha, HCaptcha, Turnstile or None.",
                [nameof(Provider)]
            );
        }

        if (IsVerifiedElsewhere && SiteKey.Length == 0)
        {
            yield return new ValidationResult(
                $"Captcha:SiteKey must be set for Captcha:Provider={Provider}.",
                [nameof(SiteKey)]
            );
        }

        if (IsVerifiedElsewhere && Secret.Length == 0)
        {
            yield return new ValidationResult(
                $"Captcha:Secret must be set for Captcha:Provider={Provider}.",
                [nameof(Secret)]
            );
        }

        // The secret is sent to this address.
        if (
            VerifyUrl.Length > 0
            && !(
                Uri.TryCreate(VerifyUrl, UriKind.Absolute, out var url)
                && (url.Scheme == Uri.UriSchemeHttps || (url.Scheme == Uri.UriSchemeHttp && url.IsLoopback))
            )
        )
        {
            yield return new ValidationResult(
                "Captcha:VerifyUrl must be an https address, or an http address on this machine.",
                [nameof(VerifyUrl)]
            );
        }

        if (MinScore is not null && Provider is not CaptchaProvider.ReCaptcha)
        {
            yield return new ValidationResult(
                "Captcha:MinScore is for Captcha:Provider=ReCaptcha only.",
                [nameof(MinScore)]
            );
        }

        if (Action.Length > 0 && Provider is not (CaptchaProvider.ReCaptcha or CaptchaProvider.Turnstile))
        {
            yield return new ValidationResult(
                "Captcha:Action is for Captcha:Provider=ReCaptcha and Turnstile only.",
                [nameof(Action)]
            );
        }
    }
}
