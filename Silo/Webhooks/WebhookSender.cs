using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Options;
using Microsoft.Security.AntiSSRF;

namespace OrleansRegistration.Webhooks;

/// <summary>
/// Sends events by HTTP, signed as Standard Webhooks 1.0.0 says. Calls public addresses only, unless the settings allow
/// others; the address that is checked is the address that is called. Uses no proxy, cookies or redirects, and reads no
/// body of an answer.
/// </summary>
internal sealed class WebhookSender : IDisposable
{
    // AntiSSRF's list lacks two forms of IPv6 addresses that hold an IPv4 address and are not routed any more
    // (RFC 4291, 2.5.5.1; RFC 6145). No prefix may cover ::ffff:0:0/96: the handler compares each IPv4 address in that
    // form.
    private static readonly string[] HoldersOfIPv4 = ["::/96", "::ffff:0:0:0/96"];

    private static readonly TimeSpan ConnectionLife = TimeSpan.FromMinutes(2); // names may get other addresses

    private readonly HttpClient _http;
    private readonly TimeSpan _timeout;
    private readonly ServiceClock _clock;

    /// <summary>Makes the client.</summary>
    public WebhookSender(IOptions<WebhookOptions> options, ServiceClock clock)
    {
        (_clock, _timeout) = (clock, TimeSpan.FromSeconds(options.Value.TimeoutSeconds));
        var isOpen = options.Value.AllowPrivateNetworks;
        var policy = new AntiSSRFPolicy(isOpen ? PolicyConfigOptions.None : PolicyConfigOptions.ExternalOnlyLatest)
        {
            AddXFFHeader = false,
            AllowPlainTextHttp = isOpen,
        };
        if (!isOpen)
        {
            policy.AddDeniedAddresses(HoldersOfIPv4);
        }

#pragma warning disable CA2000 // The client disposes of it.
        var handler = policy.GetHandler();
#pragma warning restore CA2000
        (handler.AllowAutoRedirect, handler.UseCookies) = (false, false);
        (handler.ResponseDrainTimeout, handler.PooledConnectionLifetime) = (TimeSpan.Zero, ConnectionLife);
        handler.MaxResponseHeadersLength = 16; // KiB
        _http = new(handler) { Timeout = Timeout.InfiniteTimeSpan };
        _http.DefaultRequestHeaders.UserAgent.Add(new("registration-webhooks", "1"));
    }

    /// <summary>Tries once.</summary>
    /// <param name="secrets">The secrets that sign, at least one.</param>
    /// <exception cref="OperationCanceledException">The process stops.</exception>
    public async Task<WebhookReply> SendAsync(
        string url,
        IReadOnlyList<byte[]> secrets,
        Guid eventId,
        string body,
        CancellationToken stopping
    )
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        timeout.CancelAfter(_timeout);
        using var request = Request(url, secrets, eventId, body);
        try
        {
            using var answer = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, timeout.Token);
            var status = (int)answer.StatusCode;
            return new(
                status,
                answer.IsSuccessStatusCode ? null
                    : status is >= 300 and < 400 ? DeliveryFailure.Redirect
                    : DeliveryFailure.Status,
                RetryAfter(answer.Headers.RetryAfter)
            );
        }
        catch (OperationCanceledException) when (!stopping.IsCancellationRequested)
        {
            return new(null, DeliveryFailure.TimedOut);
        }
#pragma warning disable CA1031 // Whatever a receiver makes the client throw is a failure of this try only.
        catch (Exception exception) when (exception is not OperationCanceledException)
#pragma warning restore CA1031
        {
            return new(null, FailureOf(exception));
        }
    }

    /// <summary>The signature of an event: HMAC-SHA256 with each secret, in the form of the header.</summary>
    public static string Sign(IReadOnlyList<byte[]> secrets, string eventId, string timestamp, string body)
    {
        var signed = Encoding.UTF8.GetBytes($"{eventId}.{timestamp}.{body}");
        return string.Join(
            ' ',
            secrets.Select(secret => $"v1,{Convert.ToBase64String(HMACSHA256.HashData(secret, signed))}")
        );
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private HttpRequestMessage Request(string url, IReadOnlyList<byte[]> secrets, Guid eventId, string body)
    {
        var id = eventId.ToString("D");
        var timestamp = _clock.Now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        return new(HttpMethod.Post, url)
        {
            Headers =
            {
                { "webhook-id", id },
                { "webhook-timestamp", timestamp },
                { "webhook-signature", Sign(secrets, id, timestamp, body) },
            },
            Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body))
            {
                Headers = { ContentType = new("application/json") },
            },
        };
    }

    private TimeSpan? RetryAfter(RetryConditionHeaderValue? header)
    {
        var wait = header?.Delta ?? (header?.Date is { } date ? date - _clock.Now : null);
        return wait > TimeSpan.Zero ? wait : null;
    }

    private static DeliveryFailure FailureOf(Exception exception) =>
        exception switch
        {
            // ArgumentException: the unspecified address.
            AntiSSRFException or ArgumentException => DeliveryFailure.AddressRefused,
            AuthenticationException => DeliveryFailure.Insecure,
            HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError } =>
                DeliveryFailure.Insecure,
            HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError } =>
                DeliveryFailure.NameUnknown,
            System.Net.Sockets.SocketException
            {
                SocketErrorCode: System.Net.Sockets.SocketError.HostNotFound
                    or System.Net.Sockets.SocketError.NoData
                    or System.Net.Sockets.SocketError.TryAgain,
            } => DeliveryFailure.NameUnknown,
            { InnerException: { } inner } => FailureOf(inner),
            _ => DeliveryFailure.Unreachable,
        };
}
