using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.Mvc.Testing.Handlers;
using Microsoft.AspNetCore.TestHost;
using OrleansRegistration.Storage;

[assembly: AssemblyFixture(typeof(OrleansRegistration.Tests.Service))]

namespace OrleansRegistration.Tests;

/// <summary>The whole service with a silo in it, a data directory of its own and cheap password hashes.</summary>
public class Service : WebApplicationFactory<Program>, IAsyncLifetime
{
    private readonly string _data = Directory.CreateTempSubdirectory("webapi-tests-").FullName;

    /// <summary>Where mails lie with <c>Mail:Mode=Folder</c>.</summary>
    public string MailFolder => Path.Combine(_data, "mail");

    /// <summary>Does not take the store for itself: keys, sessions and clocks must be right with several nodes, too, though today one serves a store.</summary>
    public bool SharesStore { get; init; }

    public IDictionary<string, string> Settings { get; } = new Dictionary<string, string>();

    /// <summary>Starts it before any class has it: classes that run together would each start one, two silos over one store.</summary>
    public ValueTask InitializeAsync()
    {
        _ = Server;
        return default;
    }

    /// <summary>A client whose answers must be as the API's description says.</summary>
    public new HttpClient CreateClient() => CreateClient(ClientOptions);

    /// <inheritdoc cref="CreateClient()"/>
    public new HttpClient CreateClient(WebApplicationFactoryClientOptions options)
    {
        var handlers = new List<DelegatingHandler>();
        if (options.AllowAutoRedirect)
        {
            handlers.Add(new RedirectHandler(options.MaxAutomaticRedirections));
        }

        if (options.HandleCookies)
        {
            handlers.Add(new CookieContainerHandler());
        }

        return CreateDefaultClient(options.BaseAddress, [.. handlers, new DescriptionCheck()]);
    }

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        builder.UseEnvironment("Development");
        builder.UseSetting("DataDirectory", _data);
        builder.UseSetting("Passwords:MemoryKiB", "8");
        builder.UseSetting("Passwords:Iterations", "1");
        builder.UseSetting("Captcha:Provider", "None");
        builder.UseSetting("Registration:PatienceSeconds", "30"); // a slow machine refuses no test
        builder.UseSetting("RateLimits:Enabled", "false");
        builder.UseSetting("Logging:LogLevel:Default", "None");
        builder.UseSetting("Logging:LogLevel:Orleans", "None");
        builder.UseSetting("Logging:LogLevel:Microsoft", "None");
        builder.UseSetting("Logging:LogLevel:OrleansRegistration", "None");
        builder.UseSetting("Logging:LogLevel:Polly", "None");
        builder.UseSetting("Cluster:SiloPort", FreePort());
        builder.UseSetting("Cluster:GatewayPort", FreePort());
        foreach (var (key, value) in Settings)
        {
            builder.UseSetting(key, value);
        }

        if (SharesStore)
        {
            builder.ConfigureTestServices(services =>
                services.Remove(services.Single(service => service.ImplementationType == typeof(StoreOwner)))
            );
        }
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (disposing && Directory.Exists(_data))
        {
            Directory.Delete(_data, recursive: true);
        }
    }

    internal static string FreePort() =>
        Runs.FreePort.Find().ToString(System.Globalization.CultureInfo.InvariantCulture);
}
