using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace OrleansRegistration.Tests;

/// <summary>
/// Sends bytes that no HTTP client would send, and reads what comes back. One connection is used as long as possible.
/// </summary>
internal sealed class WireClient(IPEndPoint service) : IDisposable
{
    private const int LineEnd = 2;
    private Socket? _socket;
    private byte[] _buffer = new byte[64 * 1024];
    private int _length;

    /// <summary>
    /// Sends a request and reads its answers, until all of them came or the service ends the connection.
    /// </summary>
    /// <exception cref="OperationCanceledException">Neither happened in time.</exception>
    public async Task<IReadOnlyList<WireAnswer>> SendAsync(HostileRequest request, CancellationToken patience)
    {
        var isReused = _socket is not null;
        var answers = await TrySendAsync(request, patience);

        // The service may end an idle connection at any time. Then nothing was read, and a new connection is tried.
        if (answers.Count == 0 && isReused && request.Delivery == Delivery.Whole)
        {
            Close();
            answers = await TrySendAsync(request, patience);
        }

        if (
            request.Delivery != Delivery.Whole
            || answers.Count < request.Count
            || answers[^1].Headers.GetValueOrDefault("connection") == "close"
        )
        {
            Close();
        }

        return answers;
    }

    public void Dispose() => Close();

    private void Close()
    {
        _socket?.Dispose();
        (_socket, _length) = (null, 0);
    }

    private async Task<List<WireAnswer>> TrySendAsync(HostileRequest request, CancellationToken patience)
    {
        var answers = new List<WireAnswer>();
        try
        {
            if (_socket is null)
            {
                _socket = new(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
                await _socket.ConnectAsync(service, patience);
            }

            if (request.Delivery == Delivery.Reset)
            {
                _socket.LingerState = new(enable: true, 0);
            }

            await SendPiecesAsync(request, patience);
            while (
                request.Delivery != Delivery.Reset
                && answers.Count < (request.Delivery == Delivery.Whole ? request.Count : int.MaxValue)
            )
            {
                if (Take(request.IsHead, isEnd: false) is { } answer)
                {
                    answers.Add(answer);
                }
                else if (!await ReceiveAsync(patience))
                {
                    answers.AddRange(Take(request.IsHead, isEnd: true) is { } last ? [last] : []);
                    break;
                }
            }
        }
        catch (SocketException)
        {
            // The service reset the connection without reading what it refused. Its answer may be lost.
            answers.AddRange(Take(request.IsHead, isEnd: true) is { } last ? [last] : []);
        }

        return answers;
    }

    private async Task SendPiecesAsync(HostileRequest request, CancellationToken patience)
    {
        try
        {
            foreach (var piece in request.Pieces)
            {
                var rest = piece.AsMemory();
                while (rest.Length > 0)
                {
                    rest = rest[await _socket!.SendAsync(rest, patience)..];
                }
            }

            if (request.Delivery == Delivery.HalfClosed)
            {
                _socket!.Shutdown(SocketShutdown.Send);
            }
        }
        catch (SocketException)
        {
            // The service refused before all was sent. Its answer may be there.
        }
    }

    private async Task<bool> ReceiveAsync(CancellationToken patience)
    {
        if (_length == _buffer.Length)
        {
            Array.Resize(ref _buffer, _buffer.Length * 2);
        }

        var read = await _socket!.ReceiveAsync(_buffer.AsMemory(_length), patience);
        _length += read;
        return read > 0;
    }

    /// <summary>
    /// Returns the next final answer in the buffer, or <c>null</c> when it is not complete. Answers of status 1xx are
    /// skipped.
    /// </summary>
    private WireAnswer? Take(bool isHead, bool isEnd)
    {
        while (_buffer.AsSpan(0, _length).IndexOf("\r\n\r\n"u8) is >= 0 and var headLength)
        {
            var lines = Encoding.Latin1.GetString(_buffer, 0, headLength).Split("\r\n");
            if (!lines[0].StartsWith("HTTP/1.1 ", StringComparison.Ordinal))
            {
                _length = 0; // the answer to an HTTP/2 preface
                return null;
            }

            var status = int.Parse(lines[0].AsSpan("HTTP/1.1 ".Length, 3), CultureInfo.InvariantCulture);
            var headers = lines
                .Skip(1)
                .Select(line => line.Split(": ", 2))
                .GroupBy(pair => pair[0].ToLowerInvariant())
                .ToDictionary(header => header.Key, header => string.Join(", ", header.Select(pair => pair[1])));
            var start = headLength + (2 * LineEnd);
            if (status < 200)
            {
                Drop(start);
                continue;
            }

            var (body, end) = isHead || status is 204 or 304 ? ("", start) : Body(headers, start, isEnd);
            if (body is null)
            {
                return null;
            }

            Drop(end);
            return new(status, headers, body);
        }

        return null;
    }

    private (string? Body, int End) Body(Dictionary<string, string> headers, int start, bool isEnd)
    {
        if (headers.GetValueOrDefault("transfer-encoding") == "chunked")
        {
            return Chunks(start);
        }

        var end =
            headers.TryGetValue("content-length", out var text) ? start + int.Parse(text, CultureInfo.InvariantCulture)
            : isEnd ? _length
            : int.MaxValue;
        return end > _length ? (null, 0) : (Encoding.UTF8.GetString(_buffer, start, end - start), end);
    }

    private (string? Body, int End) Chunks(int start)
    {
        var body = new List<byte>();
        while (_buffer.AsSpan(start, _length - start).IndexOf("\r\n"u8) is >= 0 and var digits)
        {
            var size = int.Parse(
                Encoding.Latin1.GetString(_buffer, start, digits),
                NumberStyles.HexNumber,
                CultureInfo.InvariantCulture
            );
            var end = start + digits + LineEnd + size + LineEnd;
            if (end > _length)
            {
                break;
            }

            if (size == 0)
            {
                return (Encoding.UTF8.GetString([.. body]), end);
            }

            body.AddRange(_buffer.AsSpan(start + digits + LineEnd, size));
            start = end;
        }

        return (null, 0);
    }

    private void Drop(int end)
    {
        _buffer.AsSpan(end, _length - end).CopyTo(_buffer);
        _length -= end;
    }
}
