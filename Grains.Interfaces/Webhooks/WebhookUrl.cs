using System.Net;

namespace OrleansRegistration.Webhooks;

/// <summary>The rules for the address of a webhook.</summary>
public static class WebhookUrl
{
    /// <summary>The most characters of an address.</summary>
    public const int MaxLength = 500;

    private const int HttpsPort = 443;
    private const int FirstFreePort = 1024; // lower ports belong to other protocols

    /// <summary>
    /// Whether <paramref name="text"/> may be the address of a webhook: https, a host, no user, no fragment, and port
    /// 443 or one from 1024 on. Which addresses the host may have is checked when it is called.
    /// </summary>
    /// <param name="allowPrivateNetworks">
    /// <see cref="WebhookOptions.AllowPrivateNetworks"/>: also http to a loopback address, on any port.
    /// </param>
    public static bool IsValid(string? text, bool allowPrivateNetworks) =>
        text is { Length: > 0 and <= MaxLength }
        && !text.Any(c => char.IsWhiteSpace(c) || char.IsControl(c))
        && Uri.TryCreate(text, UriKind.Absolute, out var url)
        && url is { UserInfo.Length: 0, Fragment.Length: 0, Host.Length: > 0 }
        && (
            url.Scheme == Uri.UriSchemeHttps
                ? url.Port is HttpsPort or >= FirstFreePort
                : allowPrivateNetworks && url.Scheme == Uri.UriSchemeHttp && IsLoopback(url)
        );

    private static bool IsLoopback(Uri url) =>
        IPAddress.TryParse(url.Host.Trim('[', ']'), out var address)
            ? IPAddress.IsLoopback(address)
            : url.Host == "localhost";
}
