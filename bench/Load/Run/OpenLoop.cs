using System.Diagnostics;

namespace OrleansRegistration.Bench.Run;

/// <summary>Starts work at fixed times, also while earlier work is unfinished.</summary>
internal static class OpenLoop
{
    // The resolution of Task.Delay.
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(1);

    /// <summary>
    /// Starts the work with number i after i/<paramref name="rate"/> seconds. The work gets that time as a timestamp,
    /// so that its latency includes all waiting. At most <paramref name="inFlight"/> pieces run at once. No work
    /// starts after <paramref name="bound"/>.
    /// </summary>
    public static async Task RunAsync(int count, double rate, int inFlight, TimeSpan bound, Func<int, long, Task> work)
    {
        using var places = new SemaphoreSlim(inFlight);
        var start = Stopwatch.GetTimestamp();
        for (var number = 0; number < count; number++)
        {
            var due = start + (long)(number / rate * Stopwatch.Frequency);
            while (Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), due) is var wait && wait > TimeSpan.Zero)
            {
                await Task.Delay(wait > Tick ? wait : Tick);
            }

            await places.WaitAsync();
            if (Stopwatch.GetElapsedTime(start) >= bound)
            {
                places.Release();
                break;
            }

            _ = OneAsync(number, due);
        }

        for (var place = 0; place < inFlight; place++)
        {
            await places.WaitAsync();
        }

        async Task OneAsync(int number, long due)
        {
            // Leaves the thread that starts the work on time.
            await Task.Yield();
            try
            {
                await work(number, due);
            }
            finally
            {
                places.Release();
            }
        }
    }
}
