using System.Security.Cryptography;

namespace OrleansRegistration.Hosting;

/// <summary>Start-up step: says where the service listens, and one command to try it with.</summary>
internal static partial class Announcement
{
    /// <summary>Logs it once the service accepts requests.</summary>
    public static void AnnounceWhenStarted(this WebApplication app) => app.Lifetime.ApplicationStarted.Register(() =>
    {
        // A new name at each start, so that the command works again.
        var suffix = RandomNumberGenerator.GetString("abcdefghjkmnpqrstvwxyz", 6);
        foreach (var url in app.Urls)
        {
            LogListening(app.Logger, url, suffix);
        }
    });

    [LoggerMessage(Level = LogLevel.Information, Message = """
        Listening on {Url} - reference at {Url}/docs - try it:
        curl -i {Url}/api/register/ -H 'Content-Type: application/json' -d '{{"username":"user_{Suffix}","nickname":"nick {Suffix}","email":"{Suffix}@example.com","password1":"correct horse battery","password2":"correct horse battery","invitation_code":"","recaptcha":""}}'
        """)]
    private static partial void LogListening(ILogger logger, string url, string suffix);
}
