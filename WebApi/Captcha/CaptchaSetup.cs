using Microsoft.Extensions.Http.Resilience;
using Microsoft.Extensions.Options;
using OrleansRegistration.Hosting;

namespace OrleansRegistration.Captcha;

/// <summary>Start-up step: captchas, and the calls to their providers.</summary>
internal static class CaptchaSetup
{
    private const int MaxResponseBytes = 64 * 1024;
    private static readonly TimeSpan RetryDelay = TimeSpan.FromMilliseconds(200);

    /// <summary>Adds the check of answers and the HTTP client of the providers.</summary>
    public static void AddCaptcha(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddCheckedOptions<CaptchaOptions>(builder.Configuration.GetSection("Captcha"));
        services.AddSingleton<CaptchaCheck>();
        services.AddSingleton<ProofOfWork>();
        services.AddSingleton<SiteVerify>();
        var client = services
            .AddHttpClient(
                SiteVerify.Client,
                http =>
                {
                    http.MaxResponseContentBufferSize = MaxResponseBytes;
                    http.Timeout = Timeout.InfiniteTimeSpan; // the resilience handler has its own
                }
            )
            .ConfigurePrimaryHttpMessageHandler(() =>
                new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }
            )
            .RemoveAllLoggers();
        client.AddStandardResilienceHandler().Configure(Configure);
    }

    private static void Configure(HttpStandardResilienceOptions resilience, IServiceProvider services)
    {
        var timeout = TimeSpan.FromSeconds(
            services.GetRequiredService<IOptions<CaptchaOptions>>().Value.TimeoutSeconds
        );
        resilience.TotalRequestTimeout.Timeout = timeout;
        resilience.AttemptTimeout.Timeout = timeout;
        if (resilience.CircuitBreaker.SamplingDuration < 2 * timeout)
        {
            resilience.CircuitBreaker.SamplingDuration = 2 * timeout;
        }

        // Retry only what cannot have consumed the answer: a second verification would be refused as a duplicate.
        resilience.Retry.MaxRetryAttempts = 1;
        resilience.Retry.Delay = RetryDelay;
        resilience.Retry.ShouldHandle = attempt =>
            ValueTask.FromResult(
                (attempt.Outcome.Exception as HttpRequestException)?.HttpRequestError
                    is HttpRequestError.ConnectionError
                        or HttpRequestError.NameResolutionError
                        or HttpRequestError.SecureConnectionError
            );
    }
}
