using System.Diagnostics.CodeAnalysis;

namespace OrleansRegistration.Cors;

/// <summary>
/// A web origin: scheme, host and port (RFC 6454). Origins are compared with the host in lower case and as A-labels
/// (RFC 6454, 6.2), and without the default port of the scheme.
/// </summary>
internal sealed record Origin
{
    private Origin(string text) => Text = text;

    /// <summary>The origin as a browser sends it, such as <c>https://xn--pp-uia.example</c>.</summary>
    public string Text { get; }

    /// <summary>
    /// Reads an http or https origin. It may end with a slash, and must have no path, query, fragment or user.
    /// </summary>
    public static bool TryParse(string? text, [NotNullWhen(true)] out Origin? origin)
    {
        origin =
            Uri.TryCreate(text, UriKind.Absolute, out var url)
            && url.PathAndQuery == "/"
            && !text.EndsWith('?')
            && url.Fragment.Length == 0
            && !text.EndsWith('#')
            && url.UserInfo.Length == 0
                ? Of(url)
                : null;
        return origin is not null;
    }

    /// <summary>
    /// The origin of a URL, or <c>null</c> if the URL is neither http nor https or its host is not valid.
    /// </summary>
    public static Origin? Of(Uri url)
    {
        // Only Host keeps the brackets of an IPv6 address.
        var host = url.HostNameType is UriHostNameType.Dns ? url.IdnHost : url.Host;
        return
            url.Scheme is "http" or "https"
            && Uri.CheckHostName(host) is not (UriHostNameType.Unknown or UriHostNameType.Basic)
            ? new($"{url.Scheme}://{host.ToLowerInvariant()}{(url.IsDefaultPort ? "" : $":{url.Port}")}")
            : null;
    }
}
