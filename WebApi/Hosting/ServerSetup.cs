using System.Text;
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
            if (!ListenAddress.IsValid(url))
            {
                throw new StartUpException($"urls is '{url}'; it must be {ListenAddress.Rule}");
            }
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
}
