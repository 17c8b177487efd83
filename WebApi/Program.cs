using OrleansRegistration.Hosting;

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

var app = builder.Build();
app.UseHttp();
app.MapFeatures();
app.AnnounceWhenStarted();
await app.RunAsync();
