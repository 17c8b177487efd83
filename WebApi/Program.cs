using OrleansRegistration.Hosting;

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
        builder.AddSignUps();
        builder.AddCaptcha();
        builder.AddBrowsers();
        builder.AddLimits();
        builder.AddHardening();
        builder.AddHealth();
        builder.AddReference();
        builder.StartLate();
        var app = builder.Build();
        app.UseHttp();
        app.MapFeatures();
        app.AnnounceWhenStarted();
        return app;
    }
);
