using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Options;
using OrleansRegistration.Retries;
using Polly;

namespace OrleansRegistration.Captcha;

/// <summary>
/// Verifies answers at reCAPTCHA, hCaptcha or Turnstile with the protocol that they share, <c>siteverify</c>. A
/// provider consumes an answer itself, and would refuse a repeat. So an answer with a holder is remembered
/// (<see cref="ICaptchaGrain"/>): a repeat by the same holder passes without asking the provider.
/// </summary>
internal sealed partial class SiteVerify(
    IHttpClientFactory clients,
    IGrainFactory grains,
    IOptions<CaptchaOptions> options,
    TimeProvider time,
    ILogger<SiteVerify> logger
) : ICaptchaVerifier
{
    /// <summary>The name of the HTTP client.</summary>
    public const string Client = "captcha";

    // Answers are valid for two minutes (hCaptcha, reCAPTCHA) or five (Turnstile).
    private static readonly TimeSpan Remembered = TimeSpan.FromMinutes(5);

    /// <inheritdoc/>
    public async Task<CaptchaOutcome> VerifyAsync(CaptchaAnswer answer)
    {
        var name = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(answer.Text)).AsSpan(0, 16));
        if (
            answer.Holder is not null
            && await Retry.CallAsync(() => grains.GetCaptcha(name).IsConsumedByAsync(name, answer.Holder))
        )
        {
            return CaptchaOutcome.Passed;
        }

        var outcome = await AskAsync(answer);
        if (outcome is not CaptchaOutcome.Passed || answer.Holder is null)
        {
            return outcome;
        }

        var consumed = new ConsumedAnswer(name, answer.Holder, time.GetUtcNow() + Remembered);
        return await Retry.CallAsync(() => grains.GetCaptcha(name).ConsumeAsync(consumed))
            ? CaptchaOutcome.Passed
            : CaptchaOutcome.Duplicate;
    }

    private async Task<CaptchaOutcome> AskAsync(CaptchaAnswer answer)
    {
        try
        {
            using var client = clients.CreateClient(Client);
            using var form = new FormUrlEncodedContent(Fields(answer));
            using var response = await client.PostAsync(options.Value.GetVerifyAddress(), form);
            if (!response.IsSuccessStatusCode)
            {
                LogUnavailable(logger, $"status {(int)response.StatusCode}");
                return CaptchaOutcome.Unavailable;
            }

            return Judge(await response.Content.ReadFromJsonAsync(SiteVerifyJson.Default.SiteVerifyResponse));
        }
        catch (Exception exception)
            when (exception
                    is HttpRequestException
                        or ExecutionRejectedException
                        or OperationCanceledException
                        or IOException
                        or JsonException
                        or NotSupportedException
                        or InvalidOperationException
            )
        {
            // ExecutionRejectedException: the provider is too slow, or has failed too often of late. The last two: an
            // unknown content type or encoding.
            LogUnavailable(logger, exception.GetType().Name);
            return CaptchaOutcome.Unavailable;
        }
    }

    private IEnumerable<KeyValuePair<string, string>> Fields(CaptchaAnswer answer)
    {
        yield return new("secret", options.Value.Secret);
        yield return new("response", answer.Text);
        if (answer.Address is { } address)
        {
            yield return new("remoteip", (address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address).ToString());
        }

        switch (options.Value.Provider)
        {
            case CaptchaProvider.HCaptcha: // refuses an answer for another site of the same account
                yield return new("sitekey", options.Value.SiteKey);
                break;
            case CaptchaProvider.Turnstile: // recognises a second try after a lost reply
                yield return new("idempotency_key", new Guid(RandomNumberGenerator.GetBytes(16)).ToString());
                break;
        }
    }

    private CaptchaOutcome Judge(SiteVerifyResponse? response) =>
        response switch
        {
            { Success: true } => Fits(response) ? CaptchaOutcome.Passed : CaptchaOutcome.Invalid,
            { Success: false } => OutcomeOf(response.ErrorCodes ?? []),
            _ => NoVerdict(),
        };

    private bool Fits(SiteVerifyResponse response)
    {
        var expected = options.Value;
        return (expected.MinScore is null || response.Score >= expected.MinScore)
            && (expected.Action.Length == 0 || response.Action == expected.Action)
            && (
                expected.Hostname.Length == 0
                || string.Equals(response.Hostname, expected.Hostname, StringComparison.OrdinalIgnoreCase)
            );
    }

    private CaptchaOutcome OutcomeOf(IReadOnlyList<string> codes)
    {
        foreach (var code in codes)
        {
            switch (code)
            {
                // Our settings, our request or the provider are at fault: another answer would fare no better.
                case "missing-input-secret"
                or "invalid-input-secret"
                or "sitekey-secret-mismatch"
                or "invalid-or-missing-secret"
                or "missing-remoteip"
                or "invalid-remoteip"
                or "invalid-sitekey"
                or "not-using-dummy-secret"
                or "not-using-dummy-passcode"
                or "bad-request"
                or "internal-error":
                    LogUnavailable(logger, code);
                    return CaptchaOutcome.Unavailable;
                case "expired-input-response":
                    return CaptchaOutcome.Expired;
                case "timeout-or-duplicate" or "already-seen-response" or "invalid-or-already-seen-response":
                    return CaptchaOutcome.Duplicate;
            }
        }

        return CaptchaOutcome.Invalid;
    }

    private CaptchaOutcome NoVerdict()
    {
        LogUnavailable(logger, "no verdict");
        return CaptchaOutcome.Unavailable;
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The captcha provider did not verify an answer: {Reason}")]
    private static partial void LogUnavailable(ILogger logger, string reason);
}
