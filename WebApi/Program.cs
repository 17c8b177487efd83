using OrleansRegistration.Authorization;
using OrleansRegistration.Captcha;
using OrleansRegistration.Cors;
using OrleansRegistration.Errors;
using OrleansRegistration.Health;
using OrleansRegistration.Hosting;
using OrleansRegistration.Json;
using OrleansRegistration.Keys;
using OrleansRegistration.Limits;
using OrleansRegistration.Management;
using OrleansRegistration.OpenApi;
using OrleansRegistration.Proxy;
using OrleansRegistration.SecurityHeaders;
using OrleansRegistration.Sessions;
using OrleansRegistration.Telemetry;
using OrleansRegistration.Tokens;
using OrleansRegistration.Users;
using OrleansRegistration.Web;

return await StartUp.RunAsync(
    args,
    commands: [],
    typeof(Program).Assembly,
    () =>
    {
        var builder = WebApplication.CreateBuilder(args);
        builder.AddSettings();
        builder.AddCluster();
        builder.AddTelemetry();
        builder.AddManagement(hasSilo: builder.GetClusterSettings().Mode is not ClusterMode.Client);
        builder.AddServer();
        builder.AddJson(JsonShapes.Default);
        builder.AddErrors();
        builder.AddOpenApi();
        builder.AddKeys();
        builder.AddTokens();
        builder.AddAccessPolicies();
        builder.AddSessions();
        builder.AddUsers();
        builder.AddCaptcha();
        builder.AddCors();
        builder.AddProxies();
        builder.AddLimits();
        builder.AddSecurityHeaders();
        builder.AddHealth();
        builder.AddWeb();
        builder.StartLate();
        var app = builder.Build();
        app.UseHttp();
        app.MapRoutes();
        app.LogWhenStarted();
        return app;
    }
);
