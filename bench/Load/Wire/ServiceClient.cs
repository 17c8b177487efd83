using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text.Json;

namespace OrleansRegistration.Bench.Wire;

/// <summary>A client of the service with a limited number of connections.</summary>
internal sealed class ServiceClient : IDisposable
{
    // Shorter than the keep-alive time of every server here, so that no server closes a connection just before its use.
    private static readonly TimeSpan IdleTime = TimeSpan.FromSeconds(1.5);
    private static readonly MediaTypeHeaderValue Json = new("application/json");

    private const string Register = "/api/register/";
    private const string LogIn = "/jwt/login/";

    private readonly HttpMessageInvoker _http;
    private readonly IReadOnlyList<Uri> _nodes;
    private int _requests;

    /// <summary>Creates a client, which opens connections when it needs them.</summary>
    /// <param name="nodes">The roots of the nodes of the service, which take turns; loopback addresses.</param>
    /// <param name="connections">The most connections to a node at once.</param>
    /// <exception cref="ArgumentException">A node is not on this machine.</exception>
    public ServiceClient(IReadOnlyList<Uri> nodes, int connections)
    {
        if (nodes.FirstOrDefault(node => !node.IsLoopback) is { } other)
        {
            throw new ArgumentException(
                $"{other} is not on this machine. Only loopback addresses are allowed.",
                nameof(nodes)
            );
        }

        _nodes = nodes;
#pragma warning disable CA2000 // The invoker disposes of its handler.
        _http = new(
            new SocketsHttpHandler
            {
                MaxConnectionsPerServer = connections,
                PooledConnectionIdleTimeout = IdleTime,
                UseProxy = false,
                UseCookies = false,
                AllowAutoRedirect = false,
                ActivityHeadersPropagator = null,
                ConnectCallback = ConnectAsync,
            },
            disposeHandler: true
        );
#pragma warning restore CA2000
    }

    /// <summary>Signs up. Returns the status of the reply.</summary>
    public Task<int> SignUpAsync(byte[] body, CancellationToken end) =>
        SendAsync(HttpMethod.Post, Register, body, null, end);

    /// <summary>Logs in. Returns the status of the reply.</summary>
    public Task<int> LogInAsync(byte[] body, CancellationToken end) =>
        SendAsync(HttpMethod.Post, LogIn, body, null, end);

    /// <summary>Posts to a route. Returns the status of the reply.</summary>
    public Task<int> PostAsync(string path, byte[] body, CancellationToken end) =>
        SendAsync(HttpMethod.Post, path, body, null, end);

    /// <summary>Reads the own account. Returns the status of the reply.</summary>
    public Task<int> ReadMeAsync(string token, CancellationToken end) =>
        SendAsync(HttpMethod.Get, "/api/me/", null, token, end);

    /// <summary>Asks whether a username is free. Returns the status of the reply.</summary>
    public Task<int> ReadAvailabilityAsync(string username, CancellationToken end) =>
        SendAsync(HttpMethod.Get, $"/api/availability/?username={username}", null, null, end);

    /// <summary>Signs up. Returns the invitation code of the new account; <c>null</c> if the service is busy.</summary>
    /// <exception cref="InvalidOperationException">The sign-up was refused; the message holds the reply.</exception>
    public Task<string?> SignUpForCodeAsync(byte[] body, CancellationToken end) =>
        AskAsync(Register, body, "invitation_code", end);

    /// <summary>Logs in. Returns the token; <c>null</c> if the service is busy.</summary>
    /// <exception cref="InvalidOperationException">The log-in was refused; the message holds the reply.</exception>
    public Task<string?> LogInForTokenAsync(byte[] body, CancellationToken end) => AskAsync(LogIn, body, "token", end);

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private static async ValueTask<Stream> ConnectAsync(
        SocketsHttpConnectionContext context,
        CancellationToken cancellationToken
    )
    {
#pragma warning disable CA2000 // The stream owns the socket.
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
#pragma warning restore CA2000
        try
        {
            await socket.ConnectAsync(context.DnsEndPoint, cancellationToken);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private HttpRequestMessage Request(HttpMethod method, string path, byte[]? body, string? token)
    {
        var request = new HttpRequestMessage(method, new Uri(Next(), path));
        if (body is not null)
        {
            request.Content = new ByteArrayContent(body);
            request.Content.Headers.ContentType = Json;
        }

        if (token is not null)
        {
            request.Headers.TryAddWithoutValidation("Authorization", "Bearer " + token);
        }

        return request;
    }

    private Uri Next() => _nodes[(int)((uint)Interlocked.Increment(ref _requests) % (uint)_nodes.Count)];

    private async Task<int> SendAsync(
        HttpMethod method,
        string path,
        byte[]? body,
        string? token,
        CancellationToken end
    )
    {
        try
        {
            using var request = Request(method, path, body, token);
            using var response = await _http.SendAsync(request, end);

            // The connection is not free before the whole body is read.
            await response.Content.CopyToAsync(Stream.Null, end);
            return (int)response.StatusCode;
        }
        catch (OperationCanceledException)
        {
            return Reply.Unanswered;
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            return Reply.Broken;
        }
    }

    private async Task<string?> AskAsync(string path, byte[] body, string member, CancellationToken end)
    {
        using var request = Request(HttpMethod.Post, path, body, null);
        using var response = await _http.SendAsync(request, end);
        var text = await response.Content.ReadAsStringAsync(end);
        if (response.StatusCode == HttpStatusCode.ServiceUnavailable)
        {
            return null;
        }

        if (!response.IsSuccessStatusCode)
        {
            throw new InvalidOperationException($"{path} answered {(int)response.StatusCode}: {text}");
        }

        using var json = JsonDocument.Parse(text);
        return json.RootElement.GetProperty(member).GetString()!;
    }
}
