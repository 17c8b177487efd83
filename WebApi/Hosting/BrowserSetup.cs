using Microsoft.AspNetCore.Cors.Infrastructure;
using Microsoft.Extensions.Options;
using OrleansRegistration.Cors;

namespace OrleansRegistration.Hosting;

/// <summary>Start-up step: which sites' pages may call.</summary>
internal static class BrowserSetup
{
    private const string DevelopmentOrigin = "http://localhost:4200";

    /// <summary>Adds them.</summary>
    public static void AddBrowsers(this WebApplicationBuilder builder)
    {
        builder.Services.AddCheckedOptions<BrowserOptions>(builder.Configuration.GetSection("Cors"));
        builder.Services.PostConfigure<BrowserOptions>(options =>
        {
            if (options.Origins.Count == 0 && builder.Environment.IsDevelopment())
            {
                options.Origins.Add(DevelopmentOrigin);
            }
        });
        builder.Services.AddSingleton<AllowedOrigins>();
        builder.Services.AddCors();
        builder
            .Services.AddOptions<CorsOptions>()
            .Configure<IOptions<BrowserOptions>, AllowedOrigins>(
                (cors, browsers, origins) => CorsPolicies.Add(cors, browsers.Value, origins)
            );
    }
}
