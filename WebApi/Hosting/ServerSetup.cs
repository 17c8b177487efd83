using Microsoft.AspNetCore.Server.Kestrel.Core;
using OrleansRegistration.Json;

namespace OrleansRegistration.Hosting;

/// <summary>Start-up step: what one connection may cost, and how many there may be.</summary>
internal static class ServerSetup
{
    private const int MaxConnections = 20_000;
    private const int MaxHeaderBytes = 16 * 1024;
    private const int MaxBufferedBytes = 2 * MaxHeaderBytes;
    private const int MinBytesPerSecond = 1024;
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan HeaderPatience = TimeSpan.FromSeconds(10);

    /// <summary>Adds it. <c>Kestrel:Limits:*</c> overrides the limits.</summary>
    public static void AddServer(this WebApplicationBuilder builder)
    {
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            var limits = kestrel.Limits;
            limits.MaxConcurrentConnections = MaxConnections;
            limits.MaxRequestHeadersTotalSize = MaxHeaderBytes;
            limits.MaxRequestBufferSize = MaxBufferedBytes;
            limits.RequestHeadersTimeout = HeaderPatience;

            // An outer bound for whatever reads a body by other means than Body<T>.
            limits.MaxRequestBodySize = 2 * Body.MaxBytes;

            // On the average since the body began: by Kestrel's own 240 bytes/s one that stalls near its end would hold
            // its connection for minutes.
            limits.MinRequestBodyDataRate = new(MinBytesPerSecond, Grace);
        });
        builder.Services.Configure<KestrelServerOptions>(builder.Configuration.GetSection("Kestrel"));
    }
}
