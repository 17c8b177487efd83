using System.Text;

namespace OrleansRegistration.Tests;

/// <summary>How a request gets to the service.</summary>
internal enum Delivery
{
    /// <summary>Well framed: as many answers come as there are requests in it, and the connection may be used again.</summary>
    Whole,

    /// <summary>Badly framed, and then the sending half is closed: answers may come or not.</summary>
    HalfClosed,

    /// <summary>Not all of it comes, and the connection stays open: the service has to end it.</summary>
    Stalled,

    /// <summary>Not all of it comes, and the connection is reset.</summary>
    Reset,
}

/// <summary>What is sent over one connection.</summary>
/// <param name="Route">The route of the description that it is for, when method and path are those of one.</param>
/// <param name="Pieces">The bytes, each piece a send of its own.</param>
/// <param name="IsHead">Whether answers have no body.</param>
/// <param name="Count">How many requests these are.</param>
internal sealed record HostileRequest(string? Route, byte[][] Pieces, Delivery Delivery, bool IsHead, int Count)
{
    private const int Shown = 3000;

    /// <inheritdoc/>
    public override string ToString()
    {
        var bytes = Pieces.SelectMany(piece => piece).ToArray();
        return $"{Delivery}, {Count}, {bytes.Length} bytes: {Encoding.Latin1.GetString(bytes.AsSpan(0, Math.Min(bytes.Length, Shown)))}\n{Convert.ToBase64String(bytes.AsSpan(0, Math.Min(bytes.Length, Shown)))}";
    }
}
