using System.Collections.Concurrent;
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

    public LoggedService(string environment, bool traceAll)
    {
        _environment = environment;
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

    public ILogger CreateLogger(string categoryName) => new Collector(categoryName, Lines);

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        base.ConfigureWebHost(builder);
        builder.UseEnvironment(_environment);
        builder.ConfigureTestServices(services => services.AddSingleton<ILoggerProvider>(this));
    }

    private sealed class Collector(string category, ConcurrentQueue<string> lines) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

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
            var members = state is IEnumerable<KeyValuePair<string, object?>> pairs
                ? string.Join(' ', pairs.Select(pair => $"{pair.Key}={pair.Value}"))
                : "";
            lines.Enqueue($"{category} {formatter(state, exception)} {members} {exception}");
        }
    }
}
