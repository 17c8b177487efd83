using System.Net;
using System.Net.Sockets;

namespace OrleansRegistration.Limits;

/// <summary>Whom a limit per address counts as one.</summary>
internal static class ClientAddress
{
    private const int PrefixBytes = 8;

    /// <summary>
    /// An IPv4 address (also one mapped into IPv6, RFC 4291, 2.5.5.2), or the /64 of an IPv6 address, because a subscriber has one at least (RFC
    /// 6177, RFC 4291, 2.5.4). All clients without an address (a Unix socket without a known proxy) are one.
    /// </summary>
    public static string KeyOf(IPAddress? address) => address switch
    {
        null => "none",
        { IsIPv4MappedToIPv6: true } => address.MapToIPv4().ToString(),
        { AddressFamily: AddressFamily.InterNetworkV6 } => Convert.ToHexStringLower(address.GetAddressBytes().AsSpan(0, PrefixBytes)),
        _ => address.ToString(),
    };
}
