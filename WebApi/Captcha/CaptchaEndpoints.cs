using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;
using OrleansRegistration.Errors;
using OrleansRegistration.Limits;
using OrleansRegistration.OpenApi;

namespace OrleansRegistration.Captcha;

/// <summary>Which captcha a client has to solve.</summary>
/// <param name="Provider"><c>proof_of_work</c>, <c>recaptcha</c>, <c>hcaptcha</c>, <c>turnstile</c> or <c>none</c>.</param>
/// <param name="SiteKey">For the provider's own script.</param>
/// <param name="Action">What the provider's own script must be told, if anything.</param>
/// <param name="Parameters">A fresh challenge. This answer as a whole is one to the ALTCHA widget, whose names these are.</param>
/// <param name="Signature">The challenge's.</param>
internal sealed record CaptchaResponse(
    [property:
        AllowedValues("proof_of_work", "recaptcha", "hcaptcha", "turnstile", "none"),
        Description("Who provides the captcha.")
    ]
        string Provider,
    [property:
        JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull),
        Description("The site key for the provider's script.")
    ]
        string? SiteKey,
    [property:
        JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull),
        Description("The action for the provider's script.")
    ]
        string? Action,
    [property:
        JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull),
        Description("The challenge of `proof_of_work`.")
    ]
        AltchaParameters? Parameters,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull), Description("The challenge's signature.")]
        string? Signature
);

/// <summary>The captcha, before a sign-up.</summary>
internal static class CaptchaEndpoints
{
    /// <summary>Maps the route.</summary>
    public static void MapCaptcha(this IEndpointRouteBuilder routes) =>
        routes
            .MapGet("/api/captcha/", GetCaptcha)
            .WithTags(ApiTags.SignUp)
            .WithName("getCaptcha")
            .WithSummary("Get the captcha provider and, for proof of work, a new challenge")
            .WithDescription(
                "Put the answer to the captcha into the field `recaptcha` of a sign-up. "
                    + "With the provider `proof_of_work` this document is a challenge for the ALTCHA widget, version 3."
            )
            .LimitedPerAddress(LimitKind.Captcha)
            .ProducesErrors(503);

    internal static Ok<CaptchaResponse> GetCaptcha(IOptions<CaptchaOptions> options, IServiceProvider services) =>
        TypedResults.Ok(
            options.Value.Provider switch
            {
                CaptchaProvider.ProofOfWork => OfChallenge(services.GetRequiredService<ProofOfWork>().NewChallenge()),
                CaptchaProvider.ReCaptcha => OfSite("recaptcha", options.Value),
                CaptchaProvider.HCaptcha => OfSite("hcaptcha", options.Value),
                CaptchaProvider.Turnstile => OfSite("turnstile", options.Value),
                _ => new("none", null, null, null, null),
            }
        );

    private static CaptchaResponse OfChallenge(AltchaChallenge challenge) =>
        new("proof_of_work", null, null, challenge.Parameters, challenge.Signature);

    private static CaptchaResponse OfSite(string provider, CaptchaOptions options) =>
        new(provider, options.SiteKey, options.Action.Length > 0 ? options.Action : null, null, null);
}
