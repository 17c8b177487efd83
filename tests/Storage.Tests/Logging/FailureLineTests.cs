using Microsoft.Extensions.Logging;
using OrleansRegistration.Faults;
using OrleansRegistration.Logging;

namespace OrleansRegistration.Storage;

[Trait("Fault", "E7")]
public sealed class FailureLineTests
{
    [Theory]
    [InlineData(LogLevel.Warning, 2)]
    [InlineData(LogLevel.Debug, 1002)]
    public void Thousand_failures_of_a_kind_are_one_line_and_a_count_and_each_in_full_at_Debug(
        LogLevel level,
        int lines
    )
    {
        var written = new Lines(level);
        var time = new HeldTime();
        var logger = new FailureLines(time).Wrap(written, "Grain");
        for (var i = 0; i < 1000; i++)
        {
            Log(logger, new StorageUnavailableException("Storage is away."));
        }

        time.Ring();
        Assert.Equal(lines, written.All.Count);
        var brief = written.All.Where(line => line.Level == LogLevel.Warning).ToArray();
        Assert.Equal("A claim could not be made. StorageUnavailableException: Storage is away.", brief[0].Text);
        Assert.Equal("StorageUnavailableException: 999 more within a second.", brief[1].Text);
        Assert.All(brief, line => Assert.Null(line.Exception));

        Log(logger, new StorageUnavailableException("Storage is away."));
        Assert.Equal(3, written.All.Count(line => line.Level == LogLevel.Warning));
        FaultTable.Now(
            "E7",
            $"1,000 failed calls at level {level}",
            $"{brief.Length} lines of {brief.Sum(line => line.Text.Length)} characters, without a stack"
        );
    }

    [Fact]
    public void Each_kind_has_its_line_and_a_bug_is_logged_with_its_stack_each_time()
    {
        var written = new Lines(LogLevel.Warning);
        var lines = new FailureLines(new HeldTime());
        Log(lines.Wrap(written, "One"), new TimeoutException("of user/alice"));
        Log(lines.Wrap(written, "Two"), new TimeoutException("of user/alice"));
        Log(lines.Wrap(written, "Two"), new OperationCanceledException());
        Assert.Equal(3, written.All.Count);
        Assert.All(written.All, line => Assert.DoesNotContain("alice", line.Text, StringComparison.Ordinal));
        Log(lines.Wrap(written, "Two"), new ArgumentException("a bug"));
        Log(lines.Wrap(written, "Two"), new ArgumentException("a bug"));
        Assert.Equal(2, written.All.Count(line => line.Exception is ArgumentException));
    }

    private static void Log(ILogger logger, Exception exception) =>
        logger.Log(LogLevel.Warning, 1, "A claim could not be made.", exception, (text, _) => text);

    private sealed class Lines(LogLevel lowest) : ILogger
    {
        public List<(LogLevel Level, string Text, Exception? Exception)> All { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= lowest;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter
        ) => All.Add((logLevel, formatter(state, exception), exception));
    }

    /// <summary>Timers that ring when the test says so.</summary>
    private sealed class HeldTime : TimeProvider
    {
        private readonly List<Action> _timers = [];

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            _timers.Add(() => callback(state));
            return new Nothing();
        }

        public void Ring()
        {
            var due = _timers.ToArray();
            _timers.Clear();
            Array.ForEach(due, timer => timer());
        }

        private sealed class Nothing : ITimer
        {
            public bool Change(TimeSpan dueTime, TimeSpan period) => true;

            public void Dispose() { }

            public ValueTask DisposeAsync() => default;
        }
    }
}
