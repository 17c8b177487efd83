namespace OrleansRegistration.Hosting;

/// <summary>Who can reach a silo.</summary>
public enum SiloReach
{
    /// <summary>Only its own process: the silo opens no port and is alone.</summary>
    Process,

    /// <summary>Web APIs on this machine: the silo opens its ports and is alone.</summary>
    Machine,

    /// <summary>Other silos and Web APIs on any machine.</summary>
    Cluster,
}
