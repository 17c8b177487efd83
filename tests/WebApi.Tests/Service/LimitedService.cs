using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;

namespace OrleansRegistration.Tests;

/// <summary>
/// The service with small limits and a clock that stands still until a test moves it on. A client chooses its address
/// with a header.
/// </summary>
public class LimitedService : Service
{
    /// <summary>The header with the address from which a request's connection comes.</summary>
    public const string From = "Test-From";

    public const int Count = 3;
    public const int DelayAfter = 2;
    public const int LockAfter = 4;
    public const int LockSeconds = 900;
    private static int _serial;

    public LimitedService()
    {
        Settings["RateLimits:Enabled"] = "true";
        foreach (
            var kind in (string[])
                [
                    "SignUp",
                    "LogIn",
                    "CodeLookup",
                    "Availability",
                    "Captcha",
                    "Activation",
                    "Resend",
                    "Forgot",
                    "Reset",
                    "Refresh",
                    "ResendAccount",
                    "ForgotAccount",
                    "Account",
                    "CorrectionAccount",
                ]
        )
        {
            Settings[$"RateLimits:{kind}:Count"] = $"{Count}";
            Settings[$"RateLimits:{kind}:WindowSeconds"] = "60";
        }

        Settings["RateLimits:LogInDelayAfter"] = $"{DelayAfter}";
        Settings["RateLimits:LogInLockAfter"] = $"{LockAfter}";
        Settings["RateLimits:LogInLockSeconds"] = $"{LockSeconds}";
        Settings["Proxy:KnownNetworks:0"] = "192.0.2.0/24";
        Settings["Proxy:KnownAddresses"] = "2001:db8:ffff::1, 203.0.113.9";
    }

    public StillClock Clock { get; } = new();

    /// <summary>Makes an address that no other client has and that is not a proxy's.</summary>
    public static (string Name, string Value) Fresh()
    {
        var number = Interlocked.Increment(ref _serial);
        return (From, $"10.{number >> 16}.{(number >> 8) & 255}.{number & 255}");
    }

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        base.ConfigureWebHost(builder);
        builder.ConfigureTestServices(services =>
            services.AddSingleton<TimeProvider>(Clock).AddSingleton<IStartupFilter>(new Connection())
        );
    }

    private sealed class Connection : IStartupFilter
    {
        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) =>
            app =>
            {
                app.Use(
                    (HttpContext context, RequestDelegate inner) =>
                    {
                        if (context.Request.Headers[From] is [{ } address])
                        {
                            context.Connection.RemoteIpAddress = IPAddress.Parse(address);
                        }

                        return inner(context);
                    }
                );
                next(app);
            };
    }
}
