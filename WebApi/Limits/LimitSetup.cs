using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.Options;
using OrleansRegistration.Hosting;
using OrleansRegistration.Proxy;
using IPNetwork = System.Net.IPNetwork;

namespace OrleansRegistration.Limits;

/// <summary>Start-up step: how often a client may ask, and how clients are told apart.</summary>
internal static class LimitSetup
{
    /// <summary>Adds it.</summary>
    public static void AddLimits(this WebApplicationBuilder builder)
    {
        builder.Services.AddSingleton<RateLimits>();
        builder.Services.AddCheckedOptions<ProxyOptions>(builder.Configuration.GetSection("Proxy"));
        builder.Services.AddOptions<ForwardedHeadersOptions>().Configure<IOptions<ProxyOptions>>(Configure);
    }

    private static void Configure(ForwardedHeadersOptions headers, IOptions<ProxyOptions> proxies)
    {
        headers.KnownIPNetworks.Clear();
        headers.KnownProxies.Clear();
        foreach (var network in proxies.Value.KnownNetworks)
        {
            headers.KnownIPNetworks.Add(IPNetwork.Parse(network));
        }

        foreach (var address in proxies.Value.KnownAddresses)
        {
            headers.KnownProxies.Add(IPAddress.Parse(address));
        }

        // With two empty lists the middleware would believe everybody. Through a row of proxies it goes back to the first one that is not known.
        var isAny = headers.KnownIPNetworks.Count + headers.KnownProxies.Count > 0;
        headers.ForwardedHeaders = isAny
            ? ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto
            : ForwardedHeaders.None;
        headers.ForwardLimit = null;
    }
}
