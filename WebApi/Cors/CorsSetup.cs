using Microsoft.AspNetCore.Cors.Infrastructure;
using Microsoft.Extensions.Options;
using OrleansRegistration.Hosting;

namespace OrleansRegistration.Cors;

/// <summary>Start-up step: the sites whose pages may call this service.</summary>
internal static class CorsSetup
{
    private const string DevelopmentOrigin = "http://localhost:4200";

    /// <summary>Adds the settings and the policies.</summary>
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
                (cors, settings, origins) => CorsPolicies.Add(cors, settings.Value, origins)
            );
    }
}
