using System.Diagnostics.Metrics;
using Microsoft.Extensions.Options;
using OrleansRegistration.Errors;
using OrleansRegistration.Json;
using OrleansRegistration.Storage;
using OrleansRegistration.Telemetry;

namespace OrleansRegistration.Captcha;

/// <summary>Checks captcha answers with the provider of <c>Captcha:Provider</c>.</summary>
internal sealed partial class CaptchaCheck(
    IOptions<CaptchaOptions> options,
    IServiceProvider services,
    IMeterFactory meters,
    ILogger<CaptchaCheck> logger
)
{
    private readonly Counter<long> _answers = meters
        .ForService()
        .CreateCounter<long>("registration.captcha.answers", "{answer}", "Captcha answers by outcome");

    private readonly ICaptchaVerifier? _verifier = options.Value.Provider switch
    {
        CaptchaProvider.None => null,
        CaptchaProvider.ProofOfWork => services.GetRequiredService<ProofOfWork>(),
        _ => services.GetRequiredService<SiteVerify>(),
    };

    /// <summary>Whether a sign-up needs an answer.</summary>
    public bool IsRequired => _verifier is not null;

    /// <summary>Checks the field of an answer without verifying the answer.</summary>
    public static void CheckField(TextField answer, bool isRequired, FieldErrors errors)
    {
        if (answer.IsMistyped || answer.Text?.Length > CaptchaOptions.MaxAnswerLength)
        {
            errors.Add(FieldNames.Recaptcha, ErrorCodes.Invalid);
        }
        else if (isRequired && string.IsNullOrEmpty(answer.Text))
        {
            errors.Add(FieldNames.Recaptcha, ErrorCodes.Required);
        }
    }

    /// <summary>Verifies an answer and consumes it. Without a provider every answer passes.</summary>
    /// <param name="text">The answer; not empty unless there is no provider.</param>
    /// <param name="holder">
    /// Who consumes the answer (<see cref="ConsumedAnswer"/>), or <c>null</c> if the client cannot repeat the request.
    /// </param>
    /// <returns>The error code of an answer that does not pass, or <c>null</c>.</returns>
    public async Task<string?> VerifyAsync(string? text, string? holder, HttpContext context)
    {
        if (_verifier is null)
        {
            return null;
        }

        var outcome = await VerifyAsync(_verifier, new(text ?? "", context.Connection.RemoteIpAddress, holder));
        var code = outcome switch
        {
            CaptchaOutcome.Passed => null,
            CaptchaOutcome.Invalid => ErrorCodes.Invalid,
            CaptchaOutcome.Expired => ErrorCodes.Expired,
            CaptchaOutcome.Duplicate => ErrorCodes.Duplicate,
            CaptchaOutcome.Unavailable => ErrorCodes.Unavailable,
            _ => throw new InvalidOperationException($"{outcome} has no error code."),
        };
        _answers.Add(1, new KeyValuePair<string, object?>("outcome", code ?? "passed"));
        return code;
    }

    private async Task<CaptchaOutcome> VerifyAsync(ICaptchaVerifier verifier, CaptchaAnswer answer)
    {
        try
        {
            return await verifier.VerifyAsync(answer);
        }
        catch (Exception exception) when (Failure.IsTransient(exception))
        {
            // The answer may have been consumed before, so it does not pass.
            LogNotStored(logger, exception);
            return CaptchaOutcome.Unavailable;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Failed to store that a captcha answer was consumed.")]
    private static partial void LogNotStored(ILogger logger, Exception exception);
}
