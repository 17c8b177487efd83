using OrleansRegistration.Limits;

namespace OrleansRegistration.Users;

/// <summary>
/// Wrong passwords of one account, in a row. From <see cref="RateLimitOptions.LogInDelayAfter"/> on, the next log-in
/// must wait: 1 s, and twice as long each time. At <see cref="RateLimitOptions.LogInLockAfter"/> it must wait for
/// <see cref="RateLimitOptions.LogInLockSeconds"/>. As long after the last wrong password, all are forgotten. Times are
/// steady (<see cref="Clocks.SteadyNow"/>).
/// </summary>
internal readonly record struct LogInFailures(int Count, DateTimeOffset NotBefore, DateTimeOffset ForgottenAt)
{
    private const int MaxDoublings = 20;

    /// <summary>How long the next log-in must wait; zero or less when it need not wait.</summary>
    public TimeSpan WaitAt(DateTimeOffset now) => NotBefore - now;

    /// <summary>The failures after one more.</summary>
    public LogInFailures Another(RateLimitOptions options, DateTimeOffset now)
    {
        var count = ForgottenAt > now ? Count + 1 : 1;
        var locked = TimeSpan.FromSeconds(options.LogInLockSeconds);
        var delay = TimeSpan.FromSeconds(1 << Math.Clamp(count - options.LogInDelayAfter, 0, MaxDoublings));
        var wait =
            count >= options.LogInLockAfter || delay > locked ? locked
            : count >= options.LogInDelayAfter ? delay
            : TimeSpan.Zero;
        return new(count, now + wait, now + locked);
    }
}
