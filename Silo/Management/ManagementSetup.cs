using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OrleansRegistration.Hosting;

namespace OrleansRegistration.Management;

/// <summary>Start-up step: the management listener, and what the dashboard needs of the cluster.</summary>
internal static class ManagementSetup
{
    /// <summary>Adds the listener if <c>Management:Urls</c> names an address.</summary>
    /// <param name="hasSilo">Whether a silo runs in this process.</param>
    /// <exception cref="StartUpException">A setting is wrong.</exception>
    public static void AddManagement(this IHostApplicationBuilder builder, bool hasSilo)
    {
        var options = builder.Configuration.GetManagement();
        builder.Services.AddCheckedOptions<ManagementOptions>(
            builder.Configuration.GetSection(ManagementOptions.Section)
        );
        if (!options.IsOn)
        {
            return;
        }

        if (options.HasDashboard && hasSilo)
        {
            builder.UseOrleans(silo => Dashboard.AddDashboard(silo));
        }

        // The first service to start and the last to stop, so that probes are answered meanwhile.
        builder.Services.AddSingleton(options);
        builder.Services.Insert(0, ServiceDescriptor.Singleton<IHostedService, ManagementServer>());
    }
}
