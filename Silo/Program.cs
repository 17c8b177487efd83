using Microsoft.Extensions.Hosting;
using OrleansRegistration.Hosting;

var builder = Host.CreateApplicationBuilder(args);
builder.AddRegistrationSilo();
await builder.Build().RunAsync();
