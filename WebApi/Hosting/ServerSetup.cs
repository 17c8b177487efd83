using System.Net;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using OrleansRegistration.Json;

namespace OrleansRegistration.Hosting;

/// <summary>Start-up step: the web server, with limits on connections and their cost.</summary>
internal static class ServerSetup
{
    private const int MaxConnections = 20_000;
    private const int MaxHeaderBytes = 16 * 1024;
    private const int MaxBufferedBytes = 2 * MaxHeaderBytes;
    private const int MinBytesPerSecond = 1024;
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan HeaderPatience = TimeSpan.FromSeconds(10);

    /// <summary>Adds the web server. Settings <c>Kestrel:Limits:*</c> override its limits.</summary>
    /// <exception cref="StartUpException">The setting <c>urls</c> is not an address to listen on.</exception>
    public static void AddServer(this WebApplicationBuilder builder)
    {
        foreach (
            var url in (builder.Configuration["urls"] ?? "").Split(
                ';',
                StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries
            )
        )
        {
            CheckAddress(url);
        }

        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            // RFC 9110, 5.5 allows any octet in these headers: another application's cookie, or an odd program's name,
            // must not lock a browser out.
            kestrel.RequestHeaderEncodingSelector = name =>
                name is "Cookie" or "User-Agent" or "Referer" or "Accept-Language" ? Encoding.Latin1 : null;
            var limits = kestrel.Limits;
            limits.MaxConcurrentConnections = MaxConnections;
            limits.MaxRequestHeadersTotalSize = MaxHeaderBytes;
            limits.MaxRequestBufferSize = MaxBufferedBytes;
            limits.RequestHeadersTimeout = HeaderPatience;

            // An outer bound: Body<T> has a tighter one.
            limits.MaxRequestBodySize = 2 * Body.MaxBytes;

            // An average since the body began. With Kestrel's own 240 bytes/s, a body that stalls near its end would
            // hold its connection for minutes.
            limits.MinRequestBodyDataRate = new(MinBytesPerSecond, Grace);
        });
        builder.Services.Configure<KestrelServerOptions>(builder.Configuration.GetSection("Kestrel"));
    }

    // Kestrel listens on all interfaces if it does not know the host name.
    private static void CheckAddress(string url)
    {
        try
        {
            var address = BindingAddress.Parse(url);
            if (
                address.IsUnixPipe
                || address.IsNamedPipe
                || (
                    address.Port is >= IPEndPoint.MinPort and <= IPEndPoint.MaxPort
                    && (address.Host is "localhost" or "*" or "+" || IPAddress.TryParse(address.Host, out _))
                )
            )
            {
                return;
            }
        }
        catch (FormatException)
        {
            // Thrown below.
        }

        throw new StartUpException(
            $"urls is '{url}'; it must be an address such as http://127.0.0.1:8000: "
                + "an IP address, localhost or *, and a port from 0 to 65535."
        );
    }
}
