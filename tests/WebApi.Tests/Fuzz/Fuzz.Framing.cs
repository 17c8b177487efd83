using System.Globalization;
using System.Text;

namespace OrleansRegistration.Tests;

/// <summary>
/// Turns a request into bytes. Most are well framed. The others are broken in one of the ways of RFC 9112.
/// </summary>
internal sealed partial class Fuzz
{
    private const int MaxPipelined = 5;
    private const int MaxPieces = 5;
    private const int FloodHeaders = 2000;

    private static readonly string[] Lengths =
    [
        "-1",
        "1e3",
        "99999999999999999999",
        "0x10",
        "",
        "+5",
        "5, 6",
        "5;",
        "5 5",
        "9223372036854775807",
        "٣",
    ];
    private static readonly string[] Codings =
    [
        "gzip",
        "identity",
        "chunked, chunked",
        "xchunked",
        "chunked, gzip",
        "gzip, chunked",
        "",
        ",",
        "Chunked;q=1",
        "chunked\0",
    ];
    private static readonly string[] ChunkSizes =
    [
        "ZZ",
        "-1",
        "FFFFFFFFFFFFFFFF",
        "7FFFFFFF",
        "",
        " 5",
        "0x5",
        "5 5",
        "5;x=\"",
        "٣",
        "00000000000000000000000005",
    ];
    private static readonly string[] Versions =
    [
        "HTTP/1.0",
        "HTTP/1.2",
        "HTTP/2.0",
        "HTTP/9.9",
        "HTTP/0.9",
        "http/1.1",
        "HTTP/1.1 ",
        "HTTP/1",
        "HTTP/١.1",
        "",
        "X",
    ];
    private static readonly string[] BeforeMethod =
    [
        "",
        " ",
        "\0",
        "GET\0",
        "G(T",
        "GÉT",
        "\r\n",
        new string('M', 9000),
    ];
    private static readonly string[] Hosts =
    [
        "",
        "a b",
        "[",
        "[::1",
        "evil.example:99999",
        "a/b",
        "user@host",
        "\0",
        "host\u00ff",
    ];
    private static readonly string[] BadHeaders =
    [
        "no colon",
        ": no name",
        " : x",
        "name : x",
        "na me: x",
        "name\0: x",
        "name: a\0b",
        "name: a\rb",
        "\u00ffname: x",
        " folded: x",
        "name: \u0001",
        "=: x",
        ":",
    ];

    // The first bytes of other protocols.
    private static readonly string[] Others =
    [
        "\u0016\u0003\u0001\u0002\0\u0001\0\u0001\u00fc\u0003\u0003",
        "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
        "SSH-2.0-OpenSSH_9.9\r\n",
        "\0\0\0\0",
        "EHLO example.com\r\n",
        "\r\n\r\n\r\n\r\n",
        "\n",
        "GET /\n",
    ];

    private HostileRequest Frame(string? route, string method, string target, List<string> headers, byte[] body)
    {
        var isHead = method == "HEAD";
        if (OneIn(10))
        {
            var broken = Break(method, target, headers, body);
            return new(null, Split(broken), OneIn(30) ? Delivery.Reset : Delivery.HalfClosed, isHead, 1);
        }

        var whole = Request($"{method} {target} HTTP/1.1", headers, body, isChunked: OneIn(6));
        if (OneIn(150))
        {
            return new(
                null,
                Split(whole[..(1 + Below(whole.Length - 1))]),
                Pick((Delivery[])[Delivery.Stalled, Delivery.Reset, Delivery.HalfClosed]),
                isHead,
                1
            );
        }

        if (OneIn(40) && !isHead)
        {
            var count = 2 + Below(MaxPipelined - 1);
            return new(
                null,
                Split([.. Enumerable.Repeat(whole, count).SelectMany(bytes => bytes)]),
                Delivery.Whole,
                isHead,
                count
            );
        }

        return new(route, Split(whole), Delivery.Whole, isHead, 1);
    }

    private byte[] Request(string start, List<string> headers, byte[] body, bool isChunked)
    {
        if (isChunked)
        {
            return [.. Head(start, [.. headers, "Transfer-Encoding: chunked"]), .. Chunks(body)];
        }

        return
        [
            .. Head(start, body.Length == 0 && OneIn(2) ? headers : [.. headers, $"Content-Length: {body.Length}"]),
            .. body,
        ];
    }

    // In Latin-1 everything above ASCII is invalid as UTF-8.
    private byte[] Head(string start, IEnumerable<string> headers) =>
        (OneIn(2) ? Encoding.Latin1 : Encoding.UTF8).GetBytes(
            $"{start}\r\n{string.Concat(headers.Select(header => $"{header}\r\n"))}\r\n"
        );

    private List<byte> Chunks(byte[] body, string? badSize = null)
    {
        var chunks = new List<byte>();
        var from = 0;
        while (from < body.Length)
        {
            var size = 1 + Below(OneIn(3) ? body.Length - from : Math.Min(20, body.Length - from));
            var isBad = badSize is not null && OneIn(3);
            chunks.AddRange(
                Encoding.Latin1.GetBytes(
                    (isBad ? badSize : size.ToString(OneIn(2) ? "x" : "X", CultureInfo.InvariantCulture))
                        + (OneIn(10) ? ";name=value" : "")
                        + "\r\n"
                )
            );
            chunks.AddRange(body.AsSpan(from, size));
            chunks.AddRange(isBad && OneIn(2) ? [] : "\r\n"u8);
            from += size;
        }

        chunks.AddRange(
            Encoding.Latin1.GetBytes(
                (badSize is not null && OneIn(2) ? badSize : "0") + (OneIn(10) ? "\r\nTrailer: x" : "") + "\r\n\r\n"
            )
        );
        return chunks;
    }

    private byte[] Break(string method, string target, List<string> headers, byte[] body)
    {
        var start = $"{method} {target} HTTP/1.1";
        var way = Below(20);
        return way switch
        {
            <= 5 or 17 => BreakLength(way, start, headers, body),
            6 or 7 => BreakHost(way, start, headers, body),
            8 or 9 or 14 => Request(BreakStart(way, method, target), headers, body, isChunked: false),
            15 or 16 or 19 => BreakBytes(way, start, headers, body),
            _ => Request(start, BreakHeaders(way, headers), body, isChunked: false),
        };
    }

    private byte[] BreakLength(int way, string start, List<string> headers, byte[] body)
    {
        var length = $"Content-Length: {body.Length}";
        return way switch
        {
            0 => [.. Head(start, [.. headers, $"Content-Length: {Pick(Lengths)}"]), .. body],
            1 => [.. Head(start, [.. headers, length, $"Content-Length: {body.Length + 1}"]), .. body],
            2 => [.. Head(start, [.. headers, length, "Transfer-Encoding: chunked"]), .. Chunks(body)],
            3 => [.. Head(start, [.. headers, $"Transfer-Encoding: {Pick(Codings)}"]), .. Chunks(body)],
            17 => [.. Head(start, [.. headers, $"Content-Length: {body.Length + 1 + Below(1000)}"]), .. body],
            _ => [.. Head(start, [.. headers, "Transfer-Encoding: chunked"]), .. Chunks(body, Pick(ChunkSizes))],
        };
    }

    private byte[] BreakHost(int way, string start, List<string> headers, byte[] body)
    {
        var (rest, length) = (headers.Skip(1), $"Content-Length: {body.Length}");
        return way == 6
            ? [.. Head(start, [.. rest, .. OneIn(2) ? (string[])[] : ["Host: a", "Host: b"], length]), .. body]
            : [.. Head(start, [$"Host: {Pick(Hosts)}", .. rest, length]), .. body];
    }

    private string BreakStart(int way, string method, string target) =>
        way switch
        {
            8 => $"{method} {target}{Pick((string[])[" ", "  ", "\t", ""])}{Pick(Versions)}",
            9 => $"{Pick(BeforeMethod)}{method} {target} HTTP/1.1",
            _ => $"{method} /{new string('p', HugeLength)} HTTP/1.1",
        };

    private List<string> BreakHeaders(int way, List<string> headers)
    {
        switch (way)
        {
            case 12:
                return [.. headers, .. Enumerable.Range(0, Below(FloodHeaders)).Select(i => $"X-{i}: {i}")];
            case 13:
                return [.. headers, $"X-Long: {new string('v', HugeLength)}"];
            case 18:
                return
                [
                    .. headers,
                    $"Connection: {Pick((string[])["Upgrade", "close", "keep-alive, Upgrade", "", "te"])}",
                    $"Upgrade: {Pick((string[])["websocket", "h2c", ""])}",
                    $"Expect: {Pick((string[])["100-continue", "x"])}",
                ];
            default:
                headers.Insert(Below(headers.Count + 1), Pick(BadHeaders));
                return headers;
        }
    }

    private byte[] BreakBytes(int way, string start, List<string> headers, byte[] body)
    {
        switch (way)
        {
            case 15:
                var text = Encoding.Latin1.GetString(Request(start, headers, body, isChunked: false));
                var ending = Pick((string[])["\n", "\r", "\r\r\n", "\n\r"]);
                return Encoding.Latin1.GetBytes(text.Replace("\r\n", ending, StringComparison.Ordinal));
            case 16:
                return
                [
                    .. Encoding.Latin1.GetBytes(Pick(Others)),
                    .. OneIn(2) ? Request(start, headers, body, isChunked: false) : Bytes(Below(2000)),
                ];
            default:
                var bytes = Request(start, headers, body, isChunked: OneIn(2));
                for (var flips = 1 + Below(4); flips > 0; flips--)
                {
                    bytes[Below(Math.Min(bytes.Length, 400))] = (byte)Next();
                }

                return bytes;
        }
    }

    private byte[][] Split(byte[] bytes)
    {
        var pieces = new List<byte[]>();
        for (var count = OneIn(4) ? Below(MaxPieces) : 0; count > 0 && bytes.Length > 1; count--)
        {
            var size = 1 + Below(bytes.Length - 1);
            pieces.Add(bytes[..size]);
            bytes = bytes[size..];
        }

        return [.. pieces, bytes];
    }
}
