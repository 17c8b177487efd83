using System.Net;
using Microsoft.AspNetCore.Http;

namespace OrleansRegistration.Hosting;

/// <summary>Addresses on which a web server listens.</summary>
internal static class ListenAddress
{
    /// <summary>What a valid address is, for messages.</summary>
    public const string Rule =
        "an address such as http://127.0.0.1:8000: an IP address, localhost or *, and a port from 0 to 65535.";

    /// <summary>
    /// Whether the text is a valid address. Kestrel listens on all interfaces if it does not know a host.
    /// </summary>
    public static bool IsValid(string text)
    {
        try
        {
            var address = BindingAddress.Parse(text);
            return address.IsUnixPipe
                || address.IsNamedPipe
                || (
                    address.Port is >= IPEndPoint.MinPort and <= IPEndPoint.MaxPort
                    && (address.Host is "localhost" or "*" or "+" || IPAddress.TryParse(address.Host, out _))
                );
        }
        catch (FormatException)
        {
            return false;
        }
    }
}
