using System.Diagnostics;

namespace OrleansRegistration.Bench.Run;

/// <summary>Work that is due at fixed times, whatever became of the work before it.</summary>
internal static class OpenLoop
{
    // What Task.Delay can tell apart.
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(1);

    /// <summary>
    /// Starts the work with number i at i/<paramref name="rate"/> seconds and gives it that time, as a timestamp, so that waiting of any kind
    /// counts. At most <paramref name="inFlight"/> are under way; none is started after <paramref name="bound"/>.
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
            // Off the thread that keeps the time.
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
