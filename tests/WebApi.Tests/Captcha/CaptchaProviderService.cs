using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;

namespace OrleansRegistration.Tests;

/// <summary>The service with a captcha provider that a server on this machine plays.</summary>
public abstract class CaptchaProviderService : Service
{
    protected CaptchaProviderService(string provider)
    {
        Settings["Captcha:Provider"] = provider;
        Settings["Captcha:SiteKey"] = "the-site-key";
        Settings["Captcha:Secret"] = "the-secret";
        Settings["Captcha:VerifyUrl"] = Provider.Url;
        Settings["Captcha:TimeoutSeconds"] = "1";
    }

    public CaptchaProviderServer Provider { get; } = new();

    public override async ValueTask DisposeAsync()
    {
        await Provider.DisposeAsync();
        await base.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    // The test server has no addresses. This address has the form that a dual-stack socket gives.
    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        base.ConfigureWebHost(builder);
        builder.ConfigureTestServices(services => services.AddSingleton<IStartupFilter, ClientAddress>());
    }

    private sealed class ClientAddress : IStartupFilter
    {
        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) =>
            app =>
            {
                app.Use(
                    (context, following) =>
                    {
                        context.Connection.RemoteIpAddress = IPAddress.Parse("::ffff:192.0.2.7");
                        return following(context);
                    }
                );
                next(app);
            };
    }
}

public sealed class ReCaptchaService() : CaptchaProviderService("ReCaptcha");

public sealed class HCaptchaService() : CaptchaProviderService("HCaptcha");

public sealed class TurnstileService() : CaptchaProviderService("Turnstile");
