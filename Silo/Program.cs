using OrleansRegistration.Hosting;

var builder = Host.CreateApplicationBuilder(args);
builder.AddRegistrationSilo();
builder.Build().Run();
