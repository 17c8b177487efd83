using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using OrleansRegistration.Captcha;

namespace OrleansRegistration.Hosting;

/// <summary>Start-up step: says where the service listens, and how to try it.</summary>
internal static partial class Announcement
{
    /// <summary>Logs it once the service accepts requests.</summary>
    public static void AnnounceWhenStarted(this WebApplication app) => app.Lifetime.ApplicationStarted.Register(() =>
    {
        var captcha = app.Services.GetRequiredService<IOptions<CaptchaOptions>>().Value.Provider;

        // A new name at each start, so that the command works again.
        var suffix = RandomNumberGenerator.GetString("abcdefghjkmnpqrstvwxyz", 6);
        foreach (var url in app.Urls)
        {
            if (captcha is CaptchaProvider.None)
            {
                LogListening(app.Logger, url, suffix);
            }
            else
            {
                LogListeningWithCaptcha(app.Logger, url, captcha);
            }
        }
    });

    [LoggerMessage(Level = LogLevel.Information, Message = """
        Listening on {Url} - reference at {Url}/docs - try it:
        curl -i {Url}/api/register/ -H 'Content-Type: application/json' -d '{{"username":"user_{Suffix}","nickname":"nick {Suffix}","email":"{Suffix}@example.com","password1":"correct horse battery","password2":"correct horse battery","invitation_code":"","recaptcha":""}}'
        """)]
    private static partial void LogListening(ILogger logger, string url, string suffix);

    [LoggerMessage(Level = LogLevel.Information, Message =
        "Listening on {Url} - reference at {Url}/docs - a sign-up needs an answer to a captcha ({Provider}); to try it with curl, start with Captcha__Provider=None")]
    private static partial void LogListeningWithCaptcha(ILogger logger, string url, CaptchaProvider provider);
}
