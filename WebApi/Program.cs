using OrleansRegistration.Captcha;
using OrleansRegistration.Cors;
using OrleansRegistration.Errors;
using OrleansRegistration.Health;
using OrleansRegistration.Hosting;
using OrleansRegistration.Json;
using OrleansRegistration.Limits;
using OrleansRegistration.OpenApi;
using OrleansRegistration.SecurityHeaders;
using OrleansRegistration.Tokens;
using OrleansRegistration.Users;

return await StartUp.RunAsync(
    args,
    commands: [],
    typeof(Program).Assembly,
    () =>
    {
        var builder = WebApplication.CreateBuilder(args);
        builder.AddSettings();
        builder.AddCluster();
        builder.AddServer();
        builder.AddJson();
        builder.AddErrors();
        builder.AddTokens();
        builder.AddUsers();
        builder.AddCaptcha();
        builder.AddCors();
        builder.AddLimits();
        builder.AddSecurityHeaders();
        builder.AddHealth();
        builder.AddOpenApi();
        builder.StartLate();
        var app = builder.Build();
        app.UseHttp();
        app.MapRoutes();
        app.LogWhenStarted();
        return app;
    }
);
