using Microsoft.Extensions.Options;
using Orleans.Runtime;
using OrleansRegistration.Storage;

namespace OrleansRegistration.Captcha;

/// <summary>Verifies captcha answers by the provider that is set.</summary>
internal sealed partial class CaptchaCheck(
    IOptions<CaptchaOptions> options,
    IServiceProvider services,
    ILogger<CaptchaCheck> logger
)
{
    private readonly ICaptchaVerifier? _verifier = options.Value.Provider switch
    {
        CaptchaProvider.None => null,
        CaptchaProvider.ProofOfWork => services.GetRequiredService<ProofOfWork>(),
        _ => services.GetRequiredService<SiteVerify>(),
    };

    /// <summary>Whether a sign-up needs an answer.</summary>
    public bool IsRequired => _verifier is not null;

    /// <summary>Verifies an answer, once, and uses it up. Without a provider every answer passes.</summary>
    /// <param name="text">The answer; not empty unless there is no provider.</param>
    /// <param name="holder">For whom; <c>null</c> when the client has no way to repeat the request (<see cref="ConsumedAnswer"/>).</param>
    public async Task<CaptchaOutcome> VerifyAsync(string? text, string? holder, HttpContext context)
    {
        if (_verifier is null)
        {
            return CaptchaOutcome.Passed;
        }

        try
        {
            return await _verifier.VerifyAsync(new(text ?? "", context.Connection.RemoteIpAddress, holder));
        }
        catch (Exception exception) when (Failure.IsTransient(exception))
        {
            // Whether it was used before is not known, so it does not pass.
            LogNotRemembered(logger, exception);
            return CaptchaOutcome.Unavailable;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The use of a captcha answer could not be stored.")]
    private static partial void LogNotRemembered(ILogger logger, Exception exception);
}
