using System.Collections.Concurrent;
using System.Diagnostics;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OrleansRegistration.Faults;

namespace OrleansRegistration.Tests;

/// <summary>
/// A service that logs as by default, with all of its own lines, or with all lines of every library.
/// </summary>
internal sealed class LoggedService : LimitedService, ILoggerProvider
{
    private readonly string _environment;
    private readonly string _management = $"http://127.0.0.1:{FreePort()}";

    public LoggedService(string environment, bool traceAll)
    {
        _environment = environment;
        Settings.TraceAll();
        Settings["Management:Urls"] = _management;
        Settings["RateLimits:Account:Count"] = "1000";
        foreach (
            var (category, level) in new[]
            {
                ("Default", "Information"),
                ("Microsoft", "Warning"),
                ("Orleans", "Warning"),
                ("OrleansRegistration", "Trace"),
                ("OrleansRegistration.Users", "Trace"),
                ("Polly", "Warning"),
            }
        )
        {
            Settings[$"Logging:LogLevel:{category}"] = traceAll ? "Trace" : level;
        }
    }

    public ConcurrentQueue<string> Lines { get; } = new();

    /// <summary>The spans of all services in the process, as they are sent.</summary>
    public ConcurrentQueue<Activity> Spans { get; } = new();

    /// <summary>The metrics of all services in the process.</summary>
    public async Task<string> ScrapeAsync()
    {
        using var tools = new HttpClient { BaseAddress = new(_management) };
        return (await tools.ReadAsync("/metrics")).Is(200).Text;
    }

    public ILogger CreateLogger(string categoryName) => new Collector(categoryName, Lines);

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        base.ConfigureWebHost(builder);
        builder.UseEnvironment(_environment);
        builder.ConfigureTestServices(services => services.AddSingleton<ILoggerProvider>(this));
        builder.Collect(Spans);
    }

    private sealed class Collector(string category, ConcurrentQueue<string> lines) : ILogger
    {
        // A structured log holds the scopes, too.
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull
        {
            lines.Enqueue($"{category} scope {Members(state)} {state}");
            return null;
        }

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter
        )
        {
            // A structured log holds members, too, however the message is worded.
            lines.Enqueue($"{category} {formatter(state, exception)} {Members(state)} {exception}");
        }

        private static string Members<TState>(TState state) =>
            state is IEnumerable<KeyValuePair<string, object?>> pairs
                ? string.Join(' ', pairs.Select(pair => $"{pair.Key}={pair.Value}"))
                : "";
    }
}
