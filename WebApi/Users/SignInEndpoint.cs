using Microsoft.AspNetCore.Http.HttpResults;
using OrleansRegistration.Captcha;
using OrleansRegistration.Errors;
using OrleansRegistration.Json;
using OrleansRegistration.Keys;
using OrleansRegistration.Limits;
using OrleansRegistration.OpenApi;
using OrleansRegistration.Retries;
using OrleansRegistration.Sessions;

namespace OrleansRegistration.Users;

/// <summary>Log-in.</summary>
internal static class SignInEndpoint
{
    /// <summary>Maps the route.</summary>
    public static void MapSignIn(this IEndpointRouteBuilder routes) =>
        routes
            .MapPost("/jwt/login/", SignInAsync)
            .WithTags(ApiTags.Sessions)
            .WithName("logIn")
            .WithSummary("Log in with a username or an e-mail address")
            .WithDescription(
                "Wrong passwords in a row delay the next log-in of the account, and then lock it for a while. "
                    + "Resetting the password by mail removes the lock."
            )
            .WithRefreshCookie()
            .LimitedPerAddress(LimitKind.LogIn)
            .ProducesErrors(401, 403, 503);

    // A name without an owner, and a text that is not a valid name, take the same calls and the same hash as a name
    // with an owner.
    internal static async Task<Results<Ok<SignInResponse>, Problem>> SignInAsync(
        Body<SignInRequest> body,
        HttpContext context,
        IGrainFactory grains,
        DerivedSecrets secrets,
        CaptchaCheck captcha,
        TokenIssuer issuer,
        UserMetrics metrics
    )
    {
        var errors = new FieldErrors();
        var form = SignInForm.Parse(body.Value, secrets, errors);
        if (form is null)
        {
            return Problems.ForFields(errors);
        }

        // The answer is optional, and is verified if it is present.
        if (
            !string.IsNullOrEmpty(body.Value.Recaptcha.Text)
            && await captcha.VerifyAsync(body.Value.Recaptcha.Text, holder: null, context) is { } captchaError
        )
        {
            return Problems.ForField(FieldNames.Recaptcha, captchaError);
        }

        var (name, user) = await SignInLookup.FindAsync(grains, secrets, form);
        var result = await Retry.CallAsync(() => grains.GetUser(user).SignInAsync(new SignIn(name, form.Password)));
        metrics.Count(result.Outcome);
        return result.Account is { } account
            ? TypedResults.Ok(await issuer.SignInAsync(context, account, body.Value.UseCookies.Or(true)))
            : Problems.ForSignIn(result);
    }
}
