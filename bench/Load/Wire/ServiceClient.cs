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

    private readonly HttpMessageInvoker _http;
    private readonly Uri _service;
    private readonly Uri _register;
    private readonly Uri _logIn;
    private readonly Uri _me;
    private readonly Uri _availability;

    /// <summary>Creates a client, which opens connections when it needs them.</summary>
    /// <param name="service">The root of the service; a loopback address.</param>
    /// <param name="connections">The most connections at once.</param>
    /// <exception cref="ArgumentException"><paramref name="service"/> is not on this machine.</exception>
    public ServiceClient(Uri service, int connections)
    {
        if (!service.IsLoopback)
        {
            throw new ArgumentException(
                $"{service} is not on this machine. Only loopback addresses are allowed.",
                nameof(service)
            );
        }

        _service = service;
        _register = new(service, "/api/register/");
        _logIn = new(service, "/jwt/login/");
        _me = new(service, "/api/me/");
        _availability = new(service, "/api/availability/");
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
        SendAsync(HttpMethod.Post, _register, body, null, end);

    /// <summary>Logs in. Returns the status of the reply.</summary>
    public Task<int> LogInAsync(byte[] body, CancellationToken end) =>
        SendAsync(HttpMethod.Post, _logIn, body, null, end);

    /// <summary>Posts to a route. Returns the status of the reply.</summary>
    public Task<int> PostAsync(string path, byte[] body, CancellationToken end) =>
        SendAsync(HttpMethod.Post, new(_service, path), body, null, end);

    /// <summary>Reads the own account. Returns the status of the reply.</summary>
    public Task<int> ReadMeAsync(string token, CancellationToken end) =>
        SendAsync(HttpMethod.Get, _me, null, token, end);

    /// <summary>Asks whether a username is free. Returns the status of the reply.</summary>
    public Task<int> ReadAvailabilityAsync(string username, CancellationToken end) =>
        SendAsync(HttpMethod.Get, new Uri($"{_availability}?username={username}"), null, null, end);

    /// <summary>Signs up. Returns the invitation code of the new account; <c>null</c> if the service is busy.</summary>
    /// <exception cref="InvalidOperationException">The sign-up was refused; the message holds the reply.</exception>
    public Task<string?> SignUpForCodeAsync(byte[] body, CancellationToken end) =>
        AskAsync(_register, body, "invitation_code", end);

    /// <summary>Logs in. Returns the token; <c>null</c> if the service is busy.</summary>
    /// <exception cref="InvalidOperationException">The log-in was refused; the message holds the reply.</exception>
    public Task<string?> LogInForTokenAsync(byte[] body, CancellationToken end) => AskAsync(_logIn, body, "token", end);

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

    private static HttpRequestMessage Request(HttpMethod method, Uri uri, byte[]? body, string? token)
    {
        var request = new HttpRequestMessage(method, uri);
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

    private async Task<int> SendAsync(HttpMethod method, Uri uri, byte[]? body, string? token, CancellationToken end)
    {
        try
        {
            using var request = Request(method, uri, body, token);
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

    private async Task<string?> AskAsync(Uri uri, byte[] body, string member, CancellationToken end)
    {
        using var request = Request(HttpMethod.Post, uri, body, null);
        using var response = await _http.SendAsync(request, end);
        var text = await response.Content.ReadAsStringAsync(end);
        if (response.StatusCode == HttpStatusCode.ServiceUnavailable)
        {
            return null;
        }

        if (!response.IsSuccessStatusCode)
        {
            throw new InvalidOperationException($"{uri} answered {(int)response.StatusCode}: {text}");
        }

        using var json = JsonDocument.Parse(text);
        return json.RootElement.GetProperty(member).GetString()!;
    }
}
