using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;
using OrleansRegistration.Errors;
using OrleansRegistration.Hosting;

namespace OrleansRegistration.Proxy;

/// <summary>
/// The address under which clients reach the service. Hosts: the host of <c>PublicUrl</c>, loopback names, and those of
/// <c>AllowedHosts</c>; health checks may come by any host, because they are made by address. Path: that of
/// <c>PublicUrl</c>, whether a proxy passes it on or strips it.
/// </summary>
internal sealed partial class PublicAddress
{
    private static readonly StringSegment[] Loopback = ["localhost", "127.0.0.1", "[::1]"];

    private readonly IList<StringSegment> _hosts;
    private readonly ILogger<PublicAddress> _logger;
    private int _refused;

    /// <summary>Reads the settings.</summary>
    public PublicAddress(IOptions<ServiceOptions> service, IConfiguration configuration, ILogger<PublicAddress> logger)
    {
        _logger = logger;
        PublicPath = service.Value.PublicPath;
        var configured = (configuration["AllowedHosts"] ?? "").Split(
            ';',
            StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries
        );
        _hosts =
        [
            .. Loopback,
            HostString.FromUriComponent(new Uri(service.Value.PublicUrl)).Host,
            .. configured.Select(host => (StringSegment)host),
        ];
    }

    /// <summary>The path of <c>PublicUrl</c>; empty if it has none.</summary>
    public PathString PublicPath { get; }

    /// <summary>Middleware: refuses other hosts, and moves the public path into <c>PathBase</c>.</summary>
    public Task ApplyAsync(HttpContext context, RequestDelegate next)
    {
        var request = context.Request;
        request.Path = WithoutPublicPath(request.Path);
        if (PublicPath.HasValue)
        {
            request.PathBase = PublicPath;
        }

        return IsAllowed(request.Host) || request.Path.StartsWithSegments("/health", StringComparison.OrdinalIgnoreCase)
            ? next(context)
            : RefuseAsync(context);
    }

    /// <summary>The path of a request below the public path, whether the request has the public path or not.</summary>
    public PathString WithoutPublicPath(PathString path) =>
        PublicPath.HasValue && path.StartsWithSegments(PublicPath, StringComparison.Ordinal, out var rest)
            ? rest
            : path;

    /// <summary>Whether clients may reach the service under this host name.</summary>
    public bool IsAllowed(HostString host) => _hosts.Contains("*") || HostString.MatchesAny(host.Host, _hosts);

    private Task RefuseAsync(HttpContext context)
    {
        if (Interlocked.Exchange(ref _refused, 1) == 0)
        {
            LogRefused();
        }

        return Problems.ForOtherHost().ExecuteAsync(context);
    }

    [LoggerMessage(
        Level = LogLevel.Information,
        Message = "Refused a request for another host name. Further refusals are not logged. "
            + "To allow a host name, set PublicUrl or AllowedHosts."
    )]
    private partial void LogRefused();
}
