using Orleans.Placement;
using Orleans.Runtime.Placement;

namespace OrleansRegistration.Placement;

/// <summary>Places a grain on the silo that keeps its directory entry (<see cref="DirectoryRing"/>).</summary>
[GenerateSerializer, Immutable, Alias("directory-placement")]
internal sealed class DirectoryPlacement : PlacementStrategy;

/// <summary>On a grain class: its grains live on the silos that keep their directory entries.</summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class DirectoryPlacementAttribute() : PlacementAttribute(new DirectoryPlacement());

/// <summary>Chooses the silo of <see cref="DirectoryPlacement"/>.</summary>
internal sealed class DirectoryPlacementDirector(DirectoryRing ring) : IPlacementDirector
{
    /// <inheritdoc/>
    public Task<SiloAddress> OnAddActivation(
        PlacementStrategy strategy,
        PlacementTarget target,
        IPlacementContext context
    )
    {
        var silos = context.GetCompatibleSilos(target);
        var keeper = ring.KeeperOf(target.GrainIdentity);
        return Task.FromResult(
            silos.Contains(keeper) ? keeper
            : silos.Contains(context.LocalSilo) ? context.LocalSilo
            : silos[0]
        );
    }
}
