using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;
using OrleansRegistration.Errors;
using OrleansRegistration.Limits;
using OrleansRegistration.OpenApi;

namespace OrleansRegistration.Captcha;

/// <summary>The captcha of a sign-up.</summary>
internal static class CaptchaEndpoint
{
    private const string DefaultAction = "register";

    /// <summary>Maps the route.</summary>
    public static void MapCaptcha(this IEndpointRouteBuilder routes) =>
        routes
            .MapGet("/api/captcha/", Get)
            .WithTags(ApiTags.SignUp)
            .WithName("getCaptcha")
            .WithSummary("Get the captcha provider and, for proof of work, a new challenge")
            .WithDescription(
                "Put the answer to the captcha into the field `recaptcha` of a sign-up. "
                    + "With `recaptcha` and an action the site key is one of version 3, otherwise of version 2. "
                    + "With the provider `proof_of_work` this document is a challenge for the ALTCHA widget, version 3."
            )
            .LimitedPerAddress(LimitKind.Captcha)
            .ProducesErrors(503);

    internal static Ok<CaptchaResponse> Get(IOptions<CaptchaOptions> options, ProofOfWork proofOfWork) =>
        TypedResults.Ok(
            options.Value.Provider switch
            {
                CaptchaProvider.ProofOfWork => ForChallenge(proofOfWork.NewChallenge()),
                CaptchaProvider.ReCaptcha => ForSite(CaptchaResponse.ReCaptcha, options.Value),
                CaptchaProvider.HCaptcha => ForSite(CaptchaResponse.HCaptcha, options.Value),
                CaptchaProvider.Turnstile => ForSite(CaptchaResponse.Turnstile, options.Value),
                _ => new(CaptchaResponse.None),
            }
        );

    private static CaptchaResponse ForChallenge(AltchaChallenge challenge) =>
        new(CaptchaResponse.ProofOfWork, Parameters: challenge.Parameters, Signature: challenge.Signature);

    private static CaptchaResponse ForSite(string provider, CaptchaOptions options) =>
        new(provider, options.SiteKey, ActionOf(options));

    // Version 3 of reCAPTCHA has scores, and needs an action. Version 2 has neither.
    private static string? ActionOf(CaptchaOptions options) =>
        options.Action.Length > 0 ? options.Action
        : options.MinScore is not null ? DefaultAction
        : null;
}
