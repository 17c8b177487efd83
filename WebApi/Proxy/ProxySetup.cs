using System.Net;
using Microsoft.AspNetCore.HostFiltering;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.Options;
using OrleansRegistration.Hosting;
using IPNetwork = System.Net.IPNetwork;

namespace OrleansRegistration.Proxy;

/// <summary>Start-up step: how clients reach the service, through proxies and under its public address.</summary>
internal static class ProxySetup
{
    /// <summary>Adds the known proxies and the public address.</summary>
    public static void AddProxies(this WebApplicationBuilder builder)
    {
        builder.Services.AddCheckedOptions<ProxyOptions>(builder.Configuration.GetSection("Proxy"));
        builder.Services.AddOptions<ForwardedHeadersOptions>().Configure<IOptions<ProxyOptions>>(Configure);
        builder.Services.AddSingleton<PublicAddress>();

        // PublicAddress filters hosts instead: ASP.NET Core's own filter does not know PublicUrl.
        builder.Services.Configure<HostFilteringOptions>(options => options.AllowedHosts = ["*"]);
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

        // The middleware would believe everybody if both lists were empty.
        var isAny = headers.KnownIPNetworks.Count + headers.KnownProxies.Count > 0;
        headers.ForwardedHeaders = isAny
            ? ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto
            : ForwardedHeaders.None;
        headers.ForwardLimit = null; // back through any number of known proxies, to the first address that is not known
    }
}
