using Microsoft.AspNetCore.Cors.Infrastructure;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;
using OrleansRegistration.Cors;
using OrleansRegistration.Users;

namespace OrleansRegistration.Hosting;

/// <summary>Start-up step: which sites' pages may call.</summary>
internal static class BrowserSetup
{
    private const string DevelopmentOrigin = "http://localhost:4200";
    private static readonly TimeSpan PreflightAge = TimeSpan.FromMinutes(10);

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
        builder.Services.AddCors();
        builder.Services.AddOptions<CorsOptions>().Configure<IOptions<BrowserOptions>>((cors, browsers) => cors.AddDefaultPolicy(policy => policy
            .WithOrigins([.. browsers.Value.Origins])
            .WithMethods(HttpMethods.Get, HttpMethods.Post, HttpMethods.Patch, HttpMethods.Delete)
            .AllowCredentials() // the refresh cookie; only these origins
            .WithHeaders(HeaderNames.ContentType, HeaderNames.Authorization, HeaderNames.AcceptLanguage, IdempotencyKey.Header)
            .WithExposedHeaders(HeaderNames.RetryAfter, HeaderNames.ContentLanguage)
            .SetPreflightMaxAge(PreflightAge)));
    }
}
