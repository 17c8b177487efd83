using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using OrleansRegistration.Logging;

namespace OrleansRegistration.Hosting;

/// <summary>
/// Keeps secrets and noise out of every log, whatever levels are set. Outside Development it hides grain keys and URLs,
/// which hold names, addresses and codes: Orleans logs them below Information, and ASP.NET Core below Warning. While a
/// host starts it hides the stack traces of Orleans and of the host, because <see cref="StartUp"/> says once why the
/// host could not start; level Debug shows them. Failures of storage take one line (<see cref="FailureLines"/>).
/// </summary>
internal sealed partial class DiscreetLoggerFactory : ILoggerFactory
{
    private const string Own = "OrleansRegistration";
    private const string Hosting = "OrleansRegistration.Hosting";
    private static readonly (string Category, LogLevel Lowest)[] Capped =
    [
        ("Orleans", LogLevel.Information),
        ("Microsoft.AspNetCore", LogLevel.Warning),
        ("System.Net.Http", LogLevel.Warning),
    ];

    private readonly LoggerFactory _inner;
    private readonly StartUpState _state;
    private readonly FailureLines _failures;
    private readonly bool _isDevelopment;
    private readonly bool _showsAll;

    /// <summary>Uses the log providers and filters of the container.</summary>
    public DiscreetLoggerFactory(
        IServiceProvider services,
        IHostEnvironment environment,
        FailureLines failures,
        StartUpState state
    )
    {
        _inner = new(
            services.GetServices<ILoggerProvider>(),
            services.GetRequiredService<IOptionsMonitor<LoggerFilterOptions>>(),
            services.GetService<IOptions<LoggerFactoryOptions>>(),
            services.GetService<IExternalScopeProvider>()
        );
        (_failures, _state) = (failures, state);
        _isDevelopment = environment.IsDevelopment();
        var logger = _inner.CreateLogger(Hosting);
        _showsAll = logger.IsEnabled(LogLevel.Debug);
        foreach (var (category, lowest) in Capped)
        {
            if (!_isDevelopment && _inner.CreateLogger(category).IsEnabled(lowest - 1))
            {
                LogCapped(logger, category, lowest);
            }
        }
    }

    /// <inheritdoc/>
    public ILogger CreateLogger(string categoryName)
    {
        var logger = _inner.CreateLogger(categoryName);
        var isOwn = IsBelow(categoryName, Own);
        var lowest =
            _isDevelopment || isOwn
                ? LogLevel.Trace
                : Capped
                    .Where(cap => IsBelow(categoryName, cap.Category))
                    .Select(cap => cap.Lowest)
                    .FirstOrDefault(LogLevel.Trace);
        var isMuted = !_showsAll && !isOwn && (IsBelow(categoryName, "Orleans") || IsBelow(categoryName, "Microsoft"));
        var hidesKeys = !_isDevelopment && IsBelow(categoryName, "Orleans");
        return _failures.Wrap(
            lowest == LogLevel.Trace && !isMuted && !IsBelow(categoryName, "Microsoft.AspNetCore")
                ? logger
                : new Discreet(logger, lowest, isMuted ? _state : null, hidesKeys),
            categoryName
        );
    }

    /// <inheritdoc/>
    public void AddProvider(ILoggerProvider provider) => _inner.AddProvider(provider);

    /// <inheritdoc/>
    public void Dispose() => _inner.Dispose();

    private static bool IsBelow(string category, string parent) =>
        category.StartsWith(parent, StringComparison.OrdinalIgnoreCase)
        && (category.Length == parent.Length || category[parent.Length] == '.');

    [LoggerMessage(
        Level = LogLevel.Warning,
        Message = "Logs of {Category} below {Lowest} hold names, addresses and codes. "
            + "They are written in the environment Development only."
    )]
    private static partial void LogCapped(ILogger logger, string category, LogLevel lowest);

    /// <param name="hidesKeys">
    /// Hide grain keys: warnings of Orleans name the called grain by a name, an address or a code.
    /// </param>
    private sealed partial class Discreet(ILogger inner, LogLevel lowest, StartUpState? mutedUntil, bool hidesKeys)
        : ILogger
    {
        // The scopes of ASP.NET Core hold the path of the request, and so codes.
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) =>
            logLevel >= lowest && mutedUntil is not { IsOver: false } && inner.IsEnabled(logLevel);

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter
        )
        {
            if (!IsEnabled(logLevel))
            {
                return;
            }

            if (!hidesKeys)
            {
                inner.Log(logLevel, eventId, state, exception, formatter);
                return;
            }

            // Logged as one text: a structured log would also write the arguments, which hold the keys.
            var text = exception is null ? formatter(state, null) : $"{formatter(state, exception)} {exception}";
            var hidden = GrainKey().Replace(text, "$1/…");
            inner.Log(logLevel, eventId, hidden, null, static (said, _) => said);
        }

        [GeneratedRegex(
            $@"\b({GrainTypes.Username}|{GrainTypes.Nickname}|{GrainTypes.Email}|"
                + $@"{GrainTypes.Code}|{GrainTypes.Invitees})/[^\]\r\n]*"
        )]
        private static partial Regex GrainKey();
    }
}
