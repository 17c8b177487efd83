namespace OrleansRegistration.Bench.Telemetry;

/// <summary>Reads <c>/metrics</c> every five seconds, as Prometheus would at its busiest.</summary>
internal sealed class Scraper : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    private readonly HttpClient _client;
    private readonly Timer _timer;

    /// <summary>Starts to read.</summary>
    public Scraper(Uri management)
    {
        _client = new() { BaseAddress = management };
        _timer = new(_ => _client.GetStringAsync(new Uri("/metrics", UriKind.Relative)), null, Interval, Interval);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _timer.Dispose();
        _client.Dispose();
    }
}
