using Microsoft.AspNetCore.Cors.Infrastructure;
using Microsoft.Extensions.Options;
using OrleansRegistration.Hosting;

namespace OrleansRegistration.Cors;

/// <summary>Start-up step: which sites' pages may call.</summary>
internal static class CorsSetup
{
    private const string DevelopmentOrigin = "http://localhost:4200";

    /// <summary>Adds them.</summary>
    public static void AddCors(this WebApplicationBuilder builder)
    {
        builder.Services.AddCheckedOptions<CorsSettings>(builder.Configuration.GetSection("Cors"));
        builder.Services.PostConfigure<CorsSettings>(options =>
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
            .Configure<IOptions<CorsSettings>, AllowedOrigins>(
                (cors, browsers, origins) => CorsPolicies.Add(cors, browsers.Value, origins)
            );
    }
}
