using Microsoft.AspNetCore.HostFiltering;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;
using OrleansRegistration.Errors;
using OrleansRegistration.Hosting;

namespace OrleansRegistration.Proxy;

/// <summary>
/// The service as it is reached: by the host of <c>PublicUrl</c>, by loopback names, and by what <c>AllowedHosts</c> adds; below the path of
/// <c>PublicUrl</c>, whether a proxy passes that path on or strips it. Health checks come by any host: they are made by address.
/// </summary>
internal sealed partial class PublicAddress
{
    private static readonly StringSegment[] Loopback = ["localhost", "127.0.0.1", "[::1]"];

    private readonly PathString _path;
    private readonly IList<StringSegment> _hosts;
    private readonly ILogger<PublicAddress> _logger;
    private int _refused;

    /// <summary>As the settings say.</summary>
    public PublicAddress(IOptions<ServiceOptions> service, IConfiguration configuration, ILogger<PublicAddress> logger)
    {
        _logger = logger;
        _path = service.Value.PublicPath;
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

    /// <summary>Adds it, in place of the host filter that ASP.NET Core adds, which knows nothing of <c>PublicUrl</c>.</summary>
    public static void Add(IServiceCollection services)
    {
        services.AddSingleton<PublicAddress>();
        services.Configure<HostFilteringOptions>(options => options.AllowedHosts = ["*"]);
    }

    /// <summary>The middleware.</summary>
    public Task ApplyAsync(HttpContext context, RequestDelegate next)
    {
        var request = context.Request;
        if (_path.HasValue)
        {
            if (request.Path.StartsWithSegments(_path, StringComparison.Ordinal, out var rest))
            {
                request.Path = rest;
            }

            request.PathBase = _path;
        }

        var isAllowed =
            _hosts.Contains("*")
            || HostString.MatchesAny(request.Host.Host, _hosts)
            || request.Path.StartsWithSegments("/health", StringComparison.OrdinalIgnoreCase);
        return isAllowed ? next(context) : RefuseAsync(context);
    }

    private Task RefuseAsync(HttpContext context)
    {
        if (Interlocked.Exchange(ref _refused, 1) == 0)
        {
            LogRefused();
        }

        return Problem.Of(StatusCodes.Status400BadRequest, ErrorCodes.HostNotAllowed).ExecuteAsync(context);
    }

    [LoggerMessage(
        Level = LogLevel.Information,
        Message = "A request for another host name was refused, and others will be. To allow a host name set PublicUrl or AllowedHosts."
    )]
    private partial void LogRefused();
}
