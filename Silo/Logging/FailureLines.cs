using System.Collections.Concurrent;
using System.Data.Common;
using Microsoft.Extensions.Logging;
using OrleansRegistration.Storage;

namespace OrleansRegistration.Logging;

/// <summary>
/// Shortens the log of an outage, in which every call of every grain fails in the same way. The first failure of a kind
/// is logged in one line, without a stack trace; after a second, one more line says how many failures followed. A kind
/// is a logger, an event and the type of the exception. Level <see cref="LogLevel.Debug"/> has the full text of each
/// failure.
/// </summary>
internal sealed class FailureLines(TimeProvider time)
{
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<Kind, Count> _open = [];

    private readonly record struct Kind(string Category, LogLevel Level, int Event, Type Failure);

    /// <summary>
    /// A logger that shortens failures of storage and the cluster, and logs everything else like <paramref
    /// name="inner"/>.
    /// </summary>
    public ILogger Wrap(ILogger inner, string category) => new Logger(this, inner, category);

    private void Log<TState>(
        ILogger inner,
        Kind kind,
        EventId eventId,
        TState state,
        Exception failure,
        Func<TState, Exception?, string> formatter
    )
    {
        var count = new Count();
        var open = _open.GetOrAdd(kind, count);
        if (!ReferenceEquals(open, count))
        {
            Interlocked.Increment(ref open.More);
            return;
        }

        inner.Log(kind.Level, eventId, state, null, (logged, _) => $"{formatter(logged, failure)} {Describe(failure)}");
        count.Timer = time.CreateTimer(_ => Close(inner, kind, eventId, count), null, Window, Timeout.InfiniteTimeSpan);
    }

    private void Close(ILogger inner, Kind kind, EventId eventId, Count count)
    {
        _open.TryRemove(new(kind, count));
        count.Timer?.Dispose();
        if (Volatile.Read(ref count.More) is > 0 and var more)
        {
            inner.Log(
                kind.Level,
                eventId,
                more,
                null,
                (number, _) => $"{kind.Failure.Name}: {number} more within a second."
            );
        }
    }

    // The messages of other exceptions, such as those of Orleans, may hold grain keys, and so names and addresses.
    private static string Describe(Exception failure) =>
        failure is DbException or IOException or StorageUnavailableException
            ? $"{failure.GetType().Name}: {failure.Message.ReplaceLineEndings(" ")}"
            : failure.GetType().Name;

    private sealed class Count
    {
        public int More;

        public ITimer? Timer { get; set; }
    }

    private sealed class Logger(FailureLines lines, ILogger inner, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => inner.BeginScope(state);

        public bool IsEnabled(LogLevel logLevel) => inner.IsEnabled(logLevel);

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter
        )
        {
            if (logLevel < LogLevel.Warning || exception is null || !Failure.IsTransient(exception))
            {
                inner.Log(logLevel, eventId, state, exception, formatter);
                return;
            }

            if (!inner.IsEnabled(logLevel))
            {
                return;
            }

            if (inner.IsEnabled(LogLevel.Debug))
            {
                inner.Log(LogLevel.Debug, eventId, state, exception, formatter);
            }

            lines.Log(
                inner,
                new(category, logLevel, eventId.Id, exception.GetType()),
                eventId,
                state,
                exception,
                formatter
            );
        }
    }
}
