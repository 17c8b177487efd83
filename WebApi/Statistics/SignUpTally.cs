using OrleansRegistration.Errors;
using OrleansRegistration.Storage;
using OrleansRegistration.Telemetry;
using OrleansRegistration.Users;

namespace OrleansRegistration.Statistics;

/// <summary>
/// Counts sign-ups that leave no account, by hour, and hands the counts to the read model now and then. A node that
/// crashes loses the last few seconds of them; the counts of accounts are exact, because they follow the records.
/// </summary>
internal sealed partial class SignUpTally(IGrainFactory grains, TimeProvider time, ILogger<SignUpTally> logger)
    : BackgroundService
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(5);

    private readonly Lock _lock = new();
    private Dictionary<(DateTimeOffset Hour, string Kind), long> _counts = [];

    /// <summary>Counts a sign-up that reached its grain and made no account.</summary>
    public void Add(SignUpResult result)
    {
        if (result.Account is null)
        {
            Add(TagValue.Of(result.Outcome));
            foreach (var refusal in result.Refusals)
            {
                AddReason(Problems.FieldOf(refusal.Field), Problems.CodeOf(refusal.Reason));
            }
        }
    }

    /// <summary>Counts a sign-up whose form or captcha answer was refused.</summary>
    public void Add(FieldErrors errors)
    {
        Add("refused");
        foreach (var (field, code) in errors.All)
        {
            AddReason(field, code);
        }
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            using var timer = new PeriodicTimer(Period, time);
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                await FlushAsync();
            }
        }
        finally
        {
            await FlushAsync();
        }
    }

    private async Task FlushAsync()
    {
        Dictionary<(DateTimeOffset Hour, string Kind), long> counts;
        lock (_lock)
        {
            (counts, _counts) = (_counts, []);
        }

        if (counts.Count == 0)
        {
            return;
        }

        try
        {
            await grains
                .GetStatistics()
                .AddAsync([.. counts.Select(count => new TimedCount(count.Key.Hour, count.Key.Kind, count.Value))]);
        }
        catch (Exception exception) when (Failure.IsTransient(exception))
        {
            LogNotCounted(exception);
            foreach (var ((hour, kind), count) in counts)
            {
                Add(hour, kind, count);
            }
        }
    }

    private void AddReason(string field, string code) => Add($"refused/{field}:{code}");

    private void Add(string kind)
    {
        var now = time.GetUtcNow();
        var hour = new DateTimeOffset(now.Year, now.Month, now.Day, now.Hour, 0, 0, TimeSpan.Zero);
        Add(hour, kind, 1);
    }

    private void Add(DateTimeOffset hour, string kind, long count)
    {
        lock (_lock)
        {
            _counts[(hour, kind)] = _counts.GetValueOrDefault((hour, kind)) + count;
        }
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "Refused sign-ups are not in the statistics yet.")]
    private partial void LogNotCounted(Exception exception);
}
