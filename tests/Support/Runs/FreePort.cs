using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace OrleansRegistration.Runs;

/// <summary>Finds a port for a server that a test starts.</summary>
public static class FreePort
{
    // Systems give ports above these to outgoing connections (Linux: 32768 and above). An outgoing connection could
    // take such a port before the server does.
    private const int First = 15_000;
    private const int End = 32_000;

    /// <summary>
    /// Returns a port of 127.0.0.1 on which no process listens now. Another process may still take the port before it
    /// is used.
    /// </summary>
    public static int Find()
    {
        for (var tries = 0; ; tries++)
        {
            var port = RandomNumberGenerator.GetInt32(First, End);
            try
            {
                using var listener = new TcpListener(IPAddress.Loopback, port);
                listener.Start();
                return port;
            }
            catch (SocketException) when (tries < 100)
            {
                // The port is taken.
            }
        }
    }
}
