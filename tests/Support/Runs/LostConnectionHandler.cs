using System.Net.Http;
using System.Net.Sockets;

namespace OrleansRegistration.Runs;

/// <summary>
/// Gives a connection that is lost as soon as it is open as <see cref="HttpRequestException"/>. .NET reads the other
/// end's address then, and does not wrap the <see cref="SocketException"/> of a socket that has none any more.
/// </summary>
public sealed class LostConnectionHandler(HttpMessageHandler inner) : DelegatingHandler(inner)
{
    /// <inheritdoc/>
    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request,
        CancellationToken cancellationToken
    )
    {
        try
        {
            return await base.SendAsync(request, cancellationToken);
        }
        catch (SocketException lost)
        {
            throw new HttpRequestException(HttpRequestError.ConnectionError, lost.Message, lost);
        }
    }
}
