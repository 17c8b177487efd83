using System.Text;

namespace OrleansRegistration.Tests;

/// <summary>How a request gets to the service.</summary>
internal enum Delivery
{
    /// <summary>Well framed. Each request gets an answer, and the connection may be used again.</summary>
    Whole,

    /// <summary>Badly framed. Then the client closes its sending half. Answers may come or not.</summary>
    HalfClosed,

    /// <summary>Incomplete, and the connection stays open. The service has to end it.</summary>
    Stalled,

    /// <summary>Incomplete, and the client resets the connection.</summary>
    Reset,
}

/// <summary>What is sent over one connection.</summary>
/// <param name="Route">The route of the description, when method and path are those of one.</param>
/// <param name="Pieces">The bytes. Each piece is sent by itself.</param>
/// <param name="IsHead">Whether answers have no body.</param>
/// <param name="Count">The number of requests.</param>
internal sealed record HostileRequest(string? Route, byte[][] Pieces, Delivery Delivery, bool IsHead, int Count)
{
    private const int Shown = 3000;

    /// <inheritdoc/>
    public override string ToString()
    {
        var bytes = Pieces.SelectMany(piece => piece).ToArray();
        var shown = bytes.AsSpan(0, Math.Min(bytes.Length, Shown));
        return $"{Delivery}, {Count}, {bytes.Length} bytes: {Encoding.Latin1.GetString(shown)}\n"
            + Convert.ToBase64String(shown);
    }
}
