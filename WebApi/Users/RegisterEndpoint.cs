using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;
using OrleansRegistration.Admission;
using OrleansRegistration.Captcha;
using OrleansRegistration.Errors;
using OrleansRegistration.Json;
using OrleansRegistration.Keys;
using OrleansRegistration.Limits;
using OrleansRegistration.OpenApi;
using OrleansRegistration.Retries;
using OrleansRegistration.Sessions;
using OrleansRegistration.Storage;

namespace OrleansRegistration.Users;

/// <summary>Sign-up.</summary>
internal static partial class RegisterEndpoint
{
    /// <summary>The path of the route, without the slash at its end.</summary>
    public const string Path = "/api/register";

    /// <summary>Maps the route.</summary>
    public static void MapRegister(this IEndpointRouteBuilder routes)
    {
        var admission = routes.ServiceProvider.GetRequiredService<SignUpAdmission>();
        routes
            .MapPost($"{Path}/", RegisterAsync)
            .AddEndpointFilter(admission.FilterAsync)
            .WithTags(ApiTags.SignUp)
            .WithName("signUp")
            .WithSummary("Sign up")
            .WithDescription(
                "Creates an account and logs it in. All failing fields are reported at once. "
                    + "Repeating the request with the same Idempotency-Key returns the first result "
                    + "and never creates a second account."
            )
            .WithIdempotencyKey()
            .WithRefreshCookie()
            .LimitedPerAddress(LimitKind.SignUp)
            .ProducesErrors(409, 503);
    }

    // Takes no cancellation token: the permit of SignUpAdmission must be held while the grain works, even if the client
    // has gone.
    internal static async Task<Results<Created<RegisterResponse>, Problem>> RegisterAsync(
        Body<RegisterRequest> body,
        HttpContext context,
        IGrainFactory grains,
        DerivedSecrets secrets,
        CaptchaCheck captcha,
        TokenIssuer issuer,
        IOptions<RegistrationOptions> options,
        NewUsers newUsers,
        UserMetrics metrics,
        ILogger<RegisterRequest> logger
    )
    {
        var errors = new FieldErrors();
        var key = IdempotencyKey.Read(context.Request.Headers, errors);
        var form = SignUpForm.Parse(body.Value, options.Value.RequireInvitation, captcha.IsRequired, errors);
        if (errors.Any)
        {
            await SignUpLookup.AddRefusalsAsync(grains, form, mayTellAll: !captcha.IsRequired, errors);
            metrics.Count(errors);
            return Problems.ForFields(errors);
        }

        var fingerprint = key is null ? null : form.Fingerprint(secrets);
        var user = key is null ? newUsers.Next() : secrets.UserIdOfKey(key);
        var holder = fingerprint is null ? null : secrets.CaptchaHolder(user, fingerprint);
        var captchaError = await captcha.VerifyAsync(body.Value.Recaptcha.Text, holder, context);

        // A repeat passes without an answer, which may have expired long ago: its account exists already
        // (docs/adr/0010-captcha.md).
        if (
            captchaError is not null
            && (key is null || await Retry.CallAsync(() => grains.GetUser(user).GetAsync()) is null)
        )
        {
            await SignUpLookup.AddRefusalsAsync(grains, form, mayTellAll: false, errors);
            errors.Add(FieldNames.Recaptcha, captchaError);
            metrics.Count(errors);
            return Problems.ForFields(errors);
        }

        var signUp = form.ToSignUp(
            fingerprint,
            CultureInfo.CurrentUICulture.Name,
            TokenIssuer.UserAgentOf(context.Request)
        );
        var result = await SignUpAsync(grains, user, signUp, logger);
        LogSignUp(logger, result.Outcome);
        metrics.Count(result);
        if (result.Account is not { } account)
        {
            return Problems.ForSignUp(result, hasKey: key is not null);
        }

        try
        {
            // A repeat gets a session of its own: the first token of the first session may have been refreshed, and
            // would end it.
            var useCookies = body.Value.UseCookies.Or(true);
            var tokens =
                result.Outcome is SignUpOutcome.Created
                    ? issuer.ForNewAccount(context, account, useCookies)
                    : await issuer.OpenAsync(context, account, useCookies);
            return TypedResults.Created(MeEndpoints.Path, RegisterResponse.Of(account, tokens));
        }
#pragma warning disable CA1031 // The account exists: whatever fails now, the answer must not deny it.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            LogNoTokens(logger, exception);
            return Problems.ForUnknownSignUp(hasKey: key is not null);
        }
    }

    /// <summary>
    /// Signs up. While nothing is settled, repeats it for the same user id, which makes no second account. Once an
    /// outcome is unknown, only an account can settle it: an earlier commit may still land.
    /// </summary>
    private static async Task<SignUpResult> SignUpAsync(
        IGrainFactory grains,
        UserId user,
        SignUp signUp,
        ILogger logger
    )
    {
        var turns = Retry.Begin();
        var isUnknown = false;
        while (true)
        {
            var (result, failure) = await CallAsync(grains.GetUser(user), signUp, logger);
            isUnknown |= result.Outcome is SignUpOutcome.Unknown;
            if (result.Account is not null)
            {
                return result;
            }

            var isSettled = !isUnknown && result.Outcome is not SignUpOutcome.Failed;
            if (isSettled || !turns.MayRepeatAfter(failure))
            {
                return isUnknown ? SignUpResult.Without(SignUpOutcome.Unknown) : result;
            }

            await turns.WaitAsync();
            signUp = signUp with { IsRepeat = true };
        }
    }

    // A call that fails does not tell whether the sign-up was committed.
    private static async Task<(SignUpResult Result, Exception? Failure)> CallAsync(
        IUserGrain user,
        SignUp signUp,
        ILogger logger
    )
    {
        try
        {
            return (await user.RegisterAsync(signUp), null);
        }
        catch (Exception exception) when (Failure.IsTransient(exception))
        {
            LogNoAnswer(logger, exception);
            return (SignUpResult.Without(SignUpOutcome.Unknown), exception);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Sign-up: {Outcome}")]
    private static partial void LogSignUp(ILogger logger, SignUpOutcome outcome);

    [LoggerMessage(Level = LogLevel.Error, Message = "Failed to issue the tokens of a committed sign-up.")]
    private static partial void LogNoTokens(ILogger logger, Exception exception);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The call for a sign-up failed; its outcome is unknown.")]
    private static partial void LogNoAnswer(ILogger logger, Exception exception);
}
