using System.Net;

namespace OrleansRegistration.Tests;

/// <summary>Where a node listens, and where it finds the database.</summary>
/// <param name="Web">For clients.</param>
/// <param name="Silo">For other silos.</param>
/// <param name="GatewayPort">For Web APIs without a silo, on the address of <paramref name="Silo"/>.</param>
/// <param name="Database">The relay to the database.</param>
internal sealed record NodeAddress(IPEndPoint Web, IPEndPoint Silo, int GatewayPort, IPEndPoint Database)
{
    /// <summary>For a node with a network of its own, in which no other process takes a port.</summary>
    public static NodeAddress InOwnNetwork(int number)
    {
        var own = IPAddress.Parse($"127.0.0.{number + 1}");
        return new(new(own, 8000), new(own, 11111), 30000, new(IPAddress.Loopback, 5432));
    }

    /// <summary>For a node on the machine's loopback.</summary>
    public static NodeAddress OnFreePorts() => new(Free(), Free(), Runs.FreePort.Find(), Free());

    private static IPEndPoint Free() => new(IPAddress.Loopback, Runs.FreePort.Find());
}
