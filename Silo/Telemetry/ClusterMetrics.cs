using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;

namespace OrleansRegistration.Telemetry;

/// <summary>The silos of the cluster, as this node sees them. A Web API without a silo sees none.</summary>
internal sealed class ClusterMetrics
{
    private static readonly SiloStatus[] States =
    [
        SiloStatus.Joining,
        SiloStatus.Active,
        SiloStatus.ShuttingDown,
        SiloStatus.Stopping,
        SiloStatus.Dead,
    ];

    private readonly IServiceProvider _services;

    /// <summary>Adds the instrument.</summary>
    public ClusterMetrics(IServiceProvider services)
    {
        _services = services;
        services
            .GetRequiredService<IMeterFactory>()
            .ForService()
            .CreateObservableGauge(
                "registration.cluster.silos",
                Count,
                "{silo}",
                "Silos by state, as this node sees them"
            );
    }

    private IEnumerable<Measurement<int>> Count()
    {
        if (_services.GetService<IClusterMembershipService>()?.CurrentSnapshot is not { } view)
        {
            return [];
        }

        var silos = view.Members.CountBy(silo => silo.Value.Status).ToDictionary();
        return States.Select(state => new Measurement<int>(
            silos.GetValueOrDefault(state),
            new KeyValuePair<string, object?>("state", TagValue.Of(state))
        ));
    }
}
