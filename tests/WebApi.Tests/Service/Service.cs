using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.Mvc.Testing.Handlers;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using OrleansRegistration.Fsck;
using OrleansRegistration.Storage;

[assembly: AssemblyFixture(typeof(OrleansRegistration.Tests.Service))]

namespace OrleansRegistration.Tests;

/// <summary>
/// Runs the whole service, with a silo in it, in the process of the tests. It has a data directory of its own and cheap
/// password hashes. See tests/README.md for the other services.
/// </summary>
public class Service : WebApplicationFactory<Program>, IAsyncLifetime
{
    private readonly string _data = Directory.CreateTempSubdirectory("webapi-tests-").FullName;

    /// <summary>The folder of the mails with <c>Mail:Mode=Folder</c>.</summary>
    public string MailFolder => Path.Combine(_data, "mail");

    /// <summary>
    /// Whether several services use one store. Keys, sessions and clocks must work with several nodes, although one
    /// process serves a store.
    /// </summary>
    public bool SharesStore { get; init; }

    public IDictionary<string, string> Settings { get; } = new Dictionary<string, string>();

    /// <summary>
    /// Starts the service before any class uses it. Classes that run together would each start one: two silos over one
    /// store.
    /// </summary>
    public ValueTask InitializeAsync()
    {
        _ = Server;
        return default;
    }

    /// <summary>Makes a client that fails the test when an answer is not as docs/openapi.json says.</summary>
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
                services.Remove(
                    services.Single(service => service.ImplementationFactory?.Method.ReturnType == typeof(StoreOwners))
                )
            );
        }
    }

    /// <summary>Checks all rows as <c>fsck</c> does.</summary>
    public async Task IsSoundAsync()
    {
        var breaches = new List<string>();
        await StoreCheck.RunAsync(
            Services.GetRequiredService<RegistrationStore>(),
            "registration",
            TimeProvider.System,
            limitsWereLowered: false,
            breach => breaches.Add(breach.ToLine()),
            TestContext.Current.CancellationToken
        );
        Assert.Empty(breaches);
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
