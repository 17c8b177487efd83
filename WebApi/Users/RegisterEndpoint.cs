using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;
using OrleansRegistration.Admission;
using OrleansRegistration.Authorization;
using OrleansRegistration.Captcha;
using OrleansRegistration.Errors;
using OrleansRegistration.Json;
using OrleansRegistration.Keys;
using OrleansRegistration.Limits;
using OrleansRegistration.Names;
using OrleansRegistration.OpenApi;
using OrleansRegistration.Sessions;
using OrleansRegistration.Storage;
using OrleansRegistration.Tokens;

namespace OrleansRegistration.Users;

/// <summary>Sign-up, log-in and one's own account.</summary>
internal static partial class RegisterEndpoint
{
    private const string MePath = "/api/me/";

    /// <summary>Maps the routes.</summary>
    public static void MapUsers(this IEndpointRouteBuilder routes)
    {
        var admission = routes.ServiceProvider.GetRequiredService<SignUpAdmission>();
        routes
            .MapPost("/api/register/", RegisterAsync)
            .AddEndpointFilter(admission.FilterAsync)
            .WithMetadata(admission)
            .WithTags(ApiTags.SignUp)
            .WithName("signUp")
            .WithSummary("Sign up")
            .WithDescription(
                "Creates an account and logs it in. All failing fields are reported at once. "
                    + "Repeating the request with the same Idempotency-Key returns the first result and never creates a second account."
            )
            .WithIdempotencyKey()
            .WithRefreshCookie()
            .LimitedPerAddress(LimitKind.SignUp)
            .ProducesErrors(409, 503);
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
        routes
            .MapGet(MePath, GetMeAsync)
            .RequireAuthorization(AccessPolicies.AnyAccount)
            .LimitedPerAddress(LimitKind.Account)
            .WithTags(ApiTags.Account)
            .WithName("getMe")
            .WithSummary("Get my account")
            .WithDescription("Works before the account is activated, too.")
            .ProducesErrors(503);
    }

    // Nothing here is cancelled when the client goes: its place (SignUpAdmission) must stay taken while the grain works.
    internal static async Task<Results<Created<RegisterResponse>, Problem>> RegisterAsync(
        Body<RegisterRequest> body,
        HttpRequest request,
        IGrainFactory grains,
        DerivedSecrets hash,
        CaptchaCheck captcha,
        AccessTokens access,
        TokenIssuer issuer,
        IOptions<RegistrationOptions> options,
        TimeProvider time,
        ILogger<RegisterRequest> logger
    )
    {
        var errors = new FieldErrors();
        var key = IdempotencyKey.Read(request.Headers, errors);
        var form = SignUpForm.Parse(body.Value, options.Value.RequireInvitation, captcha.IsRequired, errors);
        if (errors.Any)
        {
            await SignUpLookup.AddRefusalsAsync(grains, form, mayTellAll: !captcha.IsRequired, errors);
            return Problems.ForFields(errors);
        }

        var signUp = form.ToSignUp() with
        {
            Language = CultureInfo.CurrentUICulture.Name,
            UserAgent = TokenIssuer.UserAgentOf(request),
        };
        signUp = key is null ? signUp : signUp with { Fingerprint = hash.Fingerprint(signUp) };
        var id = key is null ? UserId.New(time) : hash.UserIdOfKey(key);
        var holder = signUp.Fingerprint is null ? null : hash.CaptchaHolder(id, signUp.Fingerprint);
        var answer = await captcha.VerifyAsync(body.Value.Recaptcha.Text, holder, request.HttpContext);

        // A repeat of what is committed needs no answer (its own may have expired long ago), and makes no account either: docs/adr/0010.
        if (answer is not CaptchaOutcome.Passed && (key is null || await grains.GetUser(id).GetAsync() is null))
        {
            await SignUpLookup.AddRefusalsAsync(grains, form, mayTellAll: false, errors);
            return Problems.ForCaptcha(answer, errors);
        }

        var result = await CommitAsync(grains.GetUser(id), signUp, logger);
        LogSignUp(logger, result.Outcome);
        if (result.Account is not { } account)
        {
            return Problems.ForSignUp(result, hasKey: key is not null);
        }

        // A repeat gets a session of its own: the first one may have been used, and then its first token would end it.
        var useCookies = body.Value.UseCookies.Value is not false;
        IssuedTokens tokens;
        try
        {
            tokens =
                result.Outcome is SignUpOutcome.Created
                    ? issuer.OfNewAccount(request.HttpContext, account, useCookies)
                    : await issuer.OpenAsync(request.HttpContext, account, useCookies);
        }
#pragma warning disable CA1031 // The account is there: whatever fails from here on, the client must not be told otherwise.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            LogNoTokens(logger, exception);
            return Problems.ForUnknownSignUp(hasKey: key is not null);
        }

        return TypedResults.Created(
            MePath,
            new RegisterResponse(
                account.Id.ToString(),
                account.Username,
                account.Nickname,
                account.Email,
                account.InvitationCode.Value,
                account.IsActive,
                tokens.Access,
                access.ExpiresIn,
                tokens.Refresh
            )
        );
    }

    // A name that nobody has, or that is no name, takes the same calls as one with an owner, and costs the same hash.
    internal static async Task<Results<Ok<SignInResponse>, Problem>> SignInAsync(
        Body<SignInRequest> body,
        HttpContext context,
        IGrainFactory grains,
        DerivedSecrets hash,
        CaptchaCheck captcha,
        TokenIssuer issuer
    )
    {
        var errors = new FieldErrors();
        var form = SignInForm.Parse(body.Value, hash, errors);
        if (form is null)
        {
            return Problems.ForFields(errors);
        }

        // Verified when one is given.
        if (
            !string.IsNullOrEmpty(body.Value.Recaptcha.Text)
            && await captcha.VerifyAsync(body.Value.Recaptcha.Text, holder: null, context)
                is not CaptchaOutcome.Passed
                    and var answer
        )
        {
            return Problems.ForCaptcha(answer, errors);
        }

        var (name, user) = await SignInLookup.FindAsync(grains, hash, form);
        var result = await grains.GetUser(user).SignInAsync(new SignIn(name, form.Password));
        return result.Account is { } account
            ? TypedResults.Ok(
                issuer.Answer(
                    account,
                    await issuer.OpenAsync(context, account, body.Value.UseCookies.Value is not false)
                )
            )
            : Problems.ForSignIn(result);
    }

    internal static async Task<Results<Ok<MeResponse>, Problem>> GetMeAsync(
        Caller caller,
        IGrainFactory grains,
        MeDescription description
    )
    {
        var overview = await grains.GetUser(caller.User).GetAsync();
        return overview is null ? Problems.ForGoneAccount() : TypedResults.Ok(description.Describe(overview));
    }

    // Once the call is under way, these say nothing about whether the commit landed.
    private static async Task<SignUpResult> CommitAsync(IUserGrain user, SignUp signUp, ILogger logger)
    {
        try
        {
            return await user.RegisterAsync(signUp);
        }
        catch (Exception exception) when (Failure.IsTransient(exception))
        {
            LogNoAnswer(logger, exception);
            return SignUpResult.Without(SignUpOutcome.Unknown);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Sign-up: {Outcome}")]
    private static partial void LogSignUp(ILogger logger, SignUpOutcome outcome);

    [LoggerMessage(Level = LogLevel.Error, Message = "A sign-up was committed, and could not be given its tokens.")]
    private static partial void LogNoTokens(ILogger logger, Exception exception);

    [LoggerMessage(Level = LogLevel.Warning, Message = "A sign-up has no answer.")]
    private static partial void LogNoAnswer(ILogger logger, Exception exception);
}
