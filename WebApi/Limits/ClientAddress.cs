using System.Net;
using System.Net.Sockets;

namespace OrleansRegistration.Limits;

/// <summary>Decides which clients a limit per address counts as one.</summary>
internal static class ClientAddress
{
    private const int PrefixBytes = 8;
    private const int Ipv4Bytes = 4;

    private static ReadOnlySpan<byte> Mapped => [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF];

    private static ReadOnlySpan<byte> Translated => [0x00, 0x64, 0xFF, 0x9B, 0, 0, 0, 0, 0, 0, 0, 0];

    private static ReadOnlySpan<byte> LocallyTranslated => [0x00, 0x64, 0xFF, 0x9B, 0x00, 0x01];

    private static ReadOnlySpan<byte> SixToFour => [0x20, 0x02];

    private static ReadOnlySpan<byte> Teredo => [0x20, 0x01, 0, 0];

    /// <summary>
    /// The key of a client: an IPv4 address, or the /64 of an IPv6 address, because each subscriber has at least a /64
    /// (RFC 6177; RFC 4291, 2.5.4). An IPv6 address that embeds an IPv4 address counts as the IPv4 address. Clients
    /// without an address (on a Unix socket without a known proxy) count as one.
    /// </summary>
    public static string KeyOf(IPAddress? address)
    {
        if (address is null)
        {
            return "none";
        }

        if (address.AddressFamily is not AddressFamily.InterNetworkV6)
        {
            return address.ToString();
        }

        Span<byte> bytes = stackalloc byte[16];
        address.TryWriteBytes(bytes, out _);
        return Embedded(bytes)?.ToString() ?? Convert.ToHexStringLower(bytes[..PrefixBytes]);
    }

    /// <summary>
    /// The IPv4 address in a mapped (RFC 4291, 2.5.5.2), translated (RFC 6052, 2.2; RFC 8215), 6to4 (RFC 3056, 2) or
    /// Teredo (RFC 4380, 4) address, or <c>null</c>.
    /// </summary>
    private static IPAddress? Embedded(ReadOnlySpan<byte> bytes)
    {
        if (bytes.StartsWith(Mapped) || bytes.StartsWith(Translated))
        {
            return new(bytes[^Ipv4Bytes..]);
        }

        if (bytes.StartsWith(LocallyTranslated))
        {
            // A network that uses the whole /48 puts the address around the ninth byte, before zeros. Most networks use
            // a /96.
            return bytes[^(Ipv4Bytes + 1)..].ContainsAnyExcept((byte)0)
                ? new(bytes[^Ipv4Bytes..])
                : new([bytes[6], bytes[7], bytes[9], bytes[10]]);
        }

        if (bytes.StartsWith(SixToFour))
        {
            return new(bytes.Slice(SixToFour.Length, Ipv4Bytes));
        }

        // Teredo inverts each bit of the client's address.
        return bytes.StartsWith(Teredo)
            ? new([(byte)~bytes[12], (byte)~bytes[13], (byte)~bytes[14], (byte)~bytes[15]])
            : null;
    }
}
