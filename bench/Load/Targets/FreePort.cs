using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace OrleansRegistration.Bench.Targets;

/// <summary>TCP ports of 127.0.0.1.</summary>
internal static class FreePort
{
    /// <summary>A port on which nobody listens now, as text.</summary>
    public static string Find()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture);
    }
}
