using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;

namespace OrleansRegistration.Tests;

/// <summary>The service with a clock that goes on like the real one, and that a test moves on.</summary>
public sealed class ClockedService : Service
{
    /// <summary>Keeps accounts that nobody activates, however far the clock goes.</summary>
    public ClockedService() => Settings["Registration:ActivationDays"] = "0";

    public TestClock Clock { get; } = new();

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        base.ConfigureWebHost(builder);
        builder.ConfigureTestServices(services => services.AddSingleton<TimeProvider>(Clock));
    }
}
