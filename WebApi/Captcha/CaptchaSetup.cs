using Microsoft.Extensions.Http.Resilience;
using Microsoft.Extensions.Options;
using OrleansRegistration.Hosting;

namespace OrleansRegistration.Captcha;

/// <summary>Start-up step: captchas, and how their providers are called.</summary>
internal static class CaptchaSetup
{
    private const int MaxResponseBytes = 64 * 1024;
    private static readonly TimeSpan RetryDelay = TimeSpan.FromMilliseconds(200);

    /// <summary>Adds them.</summary>
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
                    http.Timeout = Timeout.InfiniteTimeSpan; // the handler's own applies
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

        // Only what cannot have used the answer up: a second verification of it would be refused as a duplicate.
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
