namespace OrleansRegistration.Tests;

/// <summary>A service as a process, with a management listener.</summary>
internal sealed class ManagedService : IDisposable
{
    /// <summary>The token of the dashboard.</summary>
    public const string Token = "a token of thirty-two characters";

    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("webapi-managed-");

    private ManagedService(string url) => Tools = new() { BaseAddress = new(url) };

    /// <summary>A client of the management listener.</summary>
    public HttpClient Tools { get; }

    /// <summary>The service.</summary>
    public RunningService Service { get; private set; } = null!;

    /// <summary>Starts the service and waits until it is ready.</summary>
    /// <param name="settings">These settings win.</param>
    public static async Task<ManagedService> StartAsync(params (string Key, string Value)[] settings)
    {
        var url = $"http://127.0.0.1:{Tests.Service.FreePort()}";
        var managed = new ManagedService(url);
        var all = new Dictionary<string, string> { ["Management__Urls"] = url, ["Management__Token"] = Token };
        foreach (var (key, value) in settings)
        {
            all[key] = value;
        }

        managed.Service = await RunningService.StartAsync(managed._data, all);
        return managed;
    }

    /// <summary>What a scrape gets.</summary>
    public async Task<string> ScrapeAsync() => (await Tools.ReadAsync("/metrics")).Is(200).Text;

    public void Dispose()
    {
        Service?.Dispose();
        Tools.Dispose();
        _data.Delete(recursive: true);
    }
}
