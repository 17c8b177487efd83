using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;

namespace OrleansRegistration.Captcha;

/// <summary>The captcha that a client must solve.</summary>
/// <param name="Action">Which action the provider's script must be told, if any.</param>
/// <param name="Parameters">
/// A new challenge. The whole answer is a challenge to the ALTCHA widget, which knows these names.
/// </param>
internal sealed record CaptchaResponse(
    [property:
        AllowedValues(
            CaptchaResponse.ProofOfWork,
            CaptchaResponse.ReCaptcha,
            CaptchaResponse.HCaptcha,
            CaptchaResponse.Turnstile,
            CaptchaResponse.None
        ),
        Description("Who provides the captcha.")
    ]
        string Provider,
    [property:
        JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull),
        Description("The site key for the provider's script.")
    ]
        string? SiteKey = null,
    [property:
        JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull),
        Description("The action for the provider's script.")
    ]
        string? Action = null,
    [property:
        JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull),
        Description("The challenge of `proof_of_work`.")
    ]
        AltchaParameters? Parameters = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull), Description("The challenge's signature.")]
        string? Signature = null
)
{
    public const string ProofOfWork = "proof_of_work";
    public const string ReCaptcha = "recaptcha";
    public const string HCaptcha = "hcaptcha";
    public const string Turnstile = "turnstile";
    public const string None = "none";
}
