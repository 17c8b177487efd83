using System.Net;
using System.Net.Http.Headers;
using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace OrleansRegistration.Management;

/// <summary>The policy of routes for operators: whoever knows <c>Management:Token</c>.</summary>
internal static class AdminPolicy
{
    /// <summary>The name of the policy.</summary>
    public const string Name = "admin";

    /// <summary>Adds the policy.</summary>
    public static void AddAdminPolicy(this IServiceCollection services, string token)
    {
        services
            .AddAuthentication(Name)
            .AddScheme<AdminTokenOptions, AdminTokenHandler>(Name, options => options.Token = token);
        services.AddAuthorizationBuilder().AddPolicy(Name, policy => policy.RequireAuthenticatedUser());
        services.AddSingleton<WrongTokens>();
    }
}

/// <summary>The token of <see cref="AdminTokenHandler"/>.</summary>
internal sealed class AdminTokenOptions : AuthenticationSchemeOptions
{
    /// <summary><c>Management:Token</c>.</summary>
    public string Token { get; set; } = "";
}

/// <summary>How many wrong tokens an address may send.</summary>
internal sealed class WrongTokens : IDisposable
{
    private const int Most = 10;
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    private readonly PartitionedRateLimiter<IPAddress> _limit = PartitionedRateLimiter.Create<IPAddress, IPAddress>(
        address => RateLimitPartition.GetFixedWindowLimiter(address, _ => new() { PermitLimit = Most, Window = Window })
    );

    /// <summary>Whether the address must wait.</summary>
    public bool AreTooMany(IPAddress address) => _limit.GetStatistics(address)?.CurrentAvailablePermits == 0;

    /// <summary>Counts one.</summary>
    public void Count(IPAddress address) => _limit.AttemptAcquire(address).Dispose();

    /// <inheritdoc/>
    public void Dispose() => _limit.Dispose();
}

/// <summary>
/// Accepts the token as the password of HTTP Basic authentication, which browsers ask for, or as a bearer token.
/// </summary>
internal sealed class AdminTokenHandler(
    IOptionsMonitor<AdminTokenOptions> options,
    ILoggerFactory loggers,
    UrlEncoder encoder,
    WrongTokens wrong
) : AuthenticationHandler<AdminTokenOptions>(options, loggers, encoder)
{
    private IPAddress Address => Context.Connection.RemoteIpAddress ?? IPAddress.None;

    /// <inheritdoc/>
    protected override Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (Presented() is not { } token || wrong.AreTooMany(Address))
        {
            return Task.FromResult(AuthenticateResult.NoResult());
        }

        if (!CryptographicOperations.FixedTimeEquals(Hash(token), Hash(Options.Token)))
        {
            wrong.Count(Address);
            return Task.FromResult(AuthenticateResult.Fail("The token is wrong."));
        }

        var admin = new ClaimsPrincipal(new ClaimsIdentity(Scheme.Name));
        return Task.FromResult(AuthenticateResult.Success(new(admin, Scheme.Name)));
    }

    /// <inheritdoc/>
    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        if (wrong.AreTooMany(Address))
        {
            Response.StatusCode = StatusCodes.Status429TooManyRequests;
            Response.Headers.RetryAfter = "60";
            return Task.CompletedTask;
        }

        Response.StatusCode = StatusCodes.Status401Unauthorized;
        Response.Headers.WWWAuthenticate = new(["Basic realm=\"management\", charset=\"UTF-8\"", "Bearer"]);
        return Task.CompletedTask;
    }

    // Texts of one length are compared, so that time does not show the length of the token.
    private static byte[] Hash(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));

    private string? Presented()
    {
        if (
            !AuthenticationHeaderValue.TryParse(Request.Headers.Authorization, out var header)
            || header.Parameter is not { } parameter
        )
        {
            return null;
        }

        if (header.Scheme.Equals("Bearer", StringComparison.OrdinalIgnoreCase))
        {
            return parameter;
        }

        var bytes = new byte[parameter.Length];
        return
            header.Scheme.Equals("Basic", StringComparison.OrdinalIgnoreCase)
            && Convert.TryFromBase64String(parameter, bytes, out var length)
            && Encoding.UTF8.GetString(bytes, 0, length).Split(':', 2) is [_, var password]
            ? password
            : null;
    }
}
