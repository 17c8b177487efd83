using OrleansRegistration.Users;

namespace OrleansRegistration.Tests;

public sealed class LogInFailuresTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 24, 20, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Wrong_passwords_in_a_row_wait_twice_as_long_each_time_and_then_for_the_lock()
    {
        var (failures, now, waits) = (default(LogInFailures), Start, new List<double>());
        for (var i = 0; i < 12; i++)
        {
            failures = failures.Another(new(), now);
            waits.Add(Math.Max(0, failures.WaitAt(now).TotalSeconds));
            now += TimeSpan.FromSeconds(waits[^1]);
        }

        Assert.Equal([0, 0, 1, 2, 4, 8, 16, 32, 64, 900, 0, 0], waits);
    }

    [Fact]
    public void Wrong_passwords_are_forgotten_when_none_came_for_as_long_as_the_lock()
    {
        var failures = default(LogInFailures).Another(new(), Start).Another(new(), Start);
        Assert.Equal(3, failures.Another(new(), Start.AddSeconds(899)).Count);
        Assert.Equal(1, failures.Another(new(), Start.AddSeconds(900)).Count);
    }

    [Fact]
    public void No_delay_is_longer_than_the_lock() =>
        Assert.Equal(
            5,
            default(LogInFailures)
                .Another(
                    new()
                    {
                        LogInLockSeconds = 5,
                        LogInDelayAfter = 1,
                        LogInLockAfter = 1,
                    },
                    Start
                )
                .WaitAt(Start)
                .TotalSeconds
        );
}
