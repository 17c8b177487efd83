namespace OrleansRegistration.Placement;

/// <summary>
/// Tells which silo keeps the directory entry of a grain. A grain that lives there costs no call to another silo when
/// it begins and ends. Orleans computes the same from its own view of the cluster; where the two differ, the grain
/// costs those calls and nothing else happens.
/// </summary>
public sealed class DirectoryRing(IClusterMembershipService membership, ILocalSiloDetails self)
{
    private Ring _ring = new(MembershipVersion.MinValue, []);

    /// <summary>Whether this silo is the only one.</summary>
    public bool IsAlone => Silos().Length <= 1;

    /// <summary>Whether this silo keeps the entry of <paramref name="grain"/>.</summary>
    public bool IsOurs(GrainId grain)
    {
        var silos = Silos();
        var hash = unchecked((int)grain.GetUniformHashCode());
        var keeper = Array.FindLastIndex(silos, silo => silo.GetConsistentHashCode() <= hash);
        return silos.Length == 0 || silos[keeper < 0 ? ^1 : keeper].Equals(self.SiloAddress);
    }

    private SiloAddress[] Silos()
    {
        var (ring, snapshot) = (_ring, membership.CurrentSnapshot);
        if (ring.Version != snapshot.Version)
        {
            _ring = ring = new(
                snapshot.Version,
                [
                    .. snapshot
                        .Members.Values.Where(member => member.Status == SiloStatus.Active)
                        .Select(member => member.SiloAddress)
                        .OrderBy(silo => silo.GetConsistentHashCode()),
                ]
            );
        }

        return ring.Silos;
    }

    private sealed record Ring(MembershipVersion Version, SiloAddress[] Silos);
}
