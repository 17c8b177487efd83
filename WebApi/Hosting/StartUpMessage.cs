using System.Security.Cryptography;
using Microsoft.Extensions.Options;
using OrleansRegistration.Captcha;

namespace OrleansRegistration.Hosting;

/// <summary>
/// Start-up step: the message that says where the service listens, where its data is, and how to try it.
/// </summary>
internal static partial class StartUpMessage
{
    /// <summary>Logs the message once the service accepts requests.</summary>
    public static void LogWhenStarted(this WebApplication app) =>
        app.Lifetime.ApplicationStarted.Register(() =>
        {
            var captcha = app.Services.GetRequiredService<IOptions<CaptchaOptions>>().Value.Provider;
            var data = app.Services.GetRequiredService<DataDirectory>();

            // A new name at each start, so that the command works more than once.
            var suffix = RandomNumberGenerator.GetString("abcdefghjkmnpqrstvwxyz", 6);
            foreach (var url in app.Urls)
            {
                LogListening(app.Logger, url, data.Root);
                if (captcha is CaptchaProvider.None)
                {
                    var body = Body(suffix);
                    if (OperatingSystem.IsWindows())
                    {
                        LogTryPowerShell(app.Logger, url, body);
                    }
                    else
                    {
                        LogTry(app.Logger, url, body);
                    }
                }
                else
                {
                    LogCaptcha(app.Logger, captcha);
                }
            }

            if (data.Abandoned() is { } former)
            {
                LogAbandoned(app.Logger, former);
            }
        });

    private static string Body(string suffix) =>
        $$"""{"username":"user_{{suffix}}","nickname":"nick {{suffix}}","email":"{{suffix}}@example.com","""
        + "\"password1\":\"correct horse battery\",\"password2\":\"correct horse battery\","
        + "\"invitation_code\":\"\",\"recaptcha\":\"\"}";

    [LoggerMessage(
        Level = LogLevel.Information,
        Message = "Listening on {Url}. Data is in {Data}. API reference: {Url}/docs"
    )]
    private static partial void LogListening(ILogger logger, string url, string data);

    [LoggerMessage(
        Level = LogLevel.Information,
        Message = "Try it:\ncurl -i {Url}/api/register/ -H 'Content-Type: application/json' -d '{Body}'"
    )]
    private static partial void LogTry(ILogger logger, string url, string body);

    // By standard input, because versions of PowerShell quote the arguments of programs differently.
    [LoggerMessage(
        Level = LogLevel.Information,
        Message = "Try it:\n'{Body}' | curl.exe -i {Url}/api/register/ -H 'Content-Type: application/json' -d '@-'"
    )]
    private static partial void LogTryPowerShell(ILogger logger, string url, string body);

    [LoggerMessage(
        Level = LogLevel.Information,
        Message = "A sign-up needs the answer to a captcha ({Provider}). "
            + "To try the service with curl, start it with --Captcha:Provider=None."
    )]
    private static partial void LogCaptcha(ILogger logger, CaptchaProvider provider);

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "{Former} holds another store, which is not used. To use it, start with --DataDirectory={Former}"
    )]
    private static partial void LogAbandoned(ILogger logger, string former);
}
